output "id" {
  description = "The file system."
  value       = aws_efs_file_system.this.id
}
