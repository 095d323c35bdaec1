output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Where balancers stand."
  value       = values(aws_subnet.public)[*].id
}

output "private_subnet_ids" {
  description = "Where tasks and databases stand."
  value       = values(aws_subnet.private)[*].id
}
