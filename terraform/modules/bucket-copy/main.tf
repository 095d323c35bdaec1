# A bucket's copy in another Region: closed, encrypted and versioned as the first, and the role that copies.
resource "aws_s3_bucket" "copy" {
  # checkov:skip=CKV_AWS_18:CloudTrail of the account says who read what
  # checkov:skip=CKV2_AWS_62:nothing waits for the copies
  # checkov:skip=CKV_AWS_144:it is the copy
  provider = aws.recovery

  bucket = "${var.name}-copy"
  tags   = var.tags
}

resource "aws_s3_bucket_versioning" "copy" {
  provider = aws.recovery

  bucket = aws_s3_bucket.copy.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "copy" {
  provider = aws.recovery

  bucket = aws_s3_bucket.copy.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.copy_key_arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "copy" {
  provider = aws.recovery

  bucket                  = aws_s3_bucket.copy.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "copy" {
  provider = aws.recovery

  bucket = aws_s3_bucket.copy.id
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

resource "aws_iam_role" "copier" {
  name                 = var.role
  permissions_boundary = var.boundary_arn
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole" # S3 documents no condition for replication; who may pass the role guards it
    }]
  })
}

resource "aws_iam_role_policy" "copier" {
  name = "copy"
  role = aws_iam_role.copier.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = [var.arn] },
      { Effect = "Allow", Action = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"], Resource = ["${var.arn}/*"] },
      { Effect = "Allow", Action = ["s3:ReplicateObject", "s3:ReplicateTags"], Resource = ["${aws_s3_bucket.copy.arn}/*"] },
      { Effect = "Allow", Action = ["kms:Decrypt"], Resource = [var.key_arn] },
      { Effect = "Allow", Action = ["kms:Encrypt", "kms:GenerateDataKey"], Resource = [var.copy_key_arn] },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = var.name
  role   = aws_iam_role.copier.arn

  rule {
    id     = "everything"
    status = "Enabled"
    filter {}

    delete_marker_replication {
      status = "Disabled" # what is deleted here stays there
    }
    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }
    destination {
      bucket        = aws_s3_bucket.copy.arn
      storage_class = "STANDARD_IA"
      encryption_configuration {
        replica_kms_key_id = var.copy_key_arn
      }
    }
  }
  depends_on = [aws_s3_bucket_versioning.copy]
}
