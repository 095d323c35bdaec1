# terraform init -backend-config=this -backend-config="key=<stack>/terraform.tfstate"
bucket       = "bbws-terraform-state-recovery"
region       = "eu-west-1"
encrypt      = true
use_lockfile = true
