# What every state of the environment has; tools/bin/deploy adds bucket, region and key, from account_id and region of common.tfvars.
encrypt      = true
use_lockfile = true
