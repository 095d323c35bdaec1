# The bucket where the pipeline keeps what it built, by digest: a promotion takes the same bytes on.
resource "aws_s3_bucket" "artefacts" {
  # checkov:skip=CKV_AWS_18:CloudTrail of the account says who read what
  # checkov:skip=CKV2_AWS_62:nothing waits for a release
  # checkov:skip=CKV_AWS_144:copied where the environment has a recovery Region: recovery.tf; dev and sit have none
  bucket = "${format(local.name, "artefacts")}-${var.environment.account_id}" # names of buckets are the world's
  tags   = module.label.tags
}

resource "aws_s3_bucket_versioning" "artefacts" {
  bucket = aws_s3_bucket.artefacts.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "artefacts" {
  bucket = aws_s3_bucket.artefacts.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = module.encryption.key_arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "artefacts" {
  bucket                  = aws_s3_bucket.artefacts.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "artefacts" {
  bucket = aws_s3_bucket.artefacts.id
  rule {
    id     = "forget"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}
