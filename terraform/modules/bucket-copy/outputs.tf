output "name" {
  description = "The copy."
  value       = aws_s3_bucket.copy.bucket
}
