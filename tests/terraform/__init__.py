"""What Terraform would make, against what is declared."""
