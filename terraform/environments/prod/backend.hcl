# terraform init -backend-config=this -backend-config="key=<stack>/terraform.tfstate"
bucket       = "bbws-terraform-state-prod"
region       = "af-south-1"
encrypt      = true
use_lockfile = true
