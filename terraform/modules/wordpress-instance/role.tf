# The role of the tenant's tasks: it may mount the tenant's access point, and nothing else. The instances service makes the same.
resource "aws_iam_role" "task" {
  name                 = "bbws-tenant-${local.slug}-${var.environment}"
  path                 = "/tenant/"
  permissions_boundary = var.hosting.boundary_arn
  tags                 = local.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = split(":", var.hosting.listener_arn)[4] } }
    }]
  })
}

resource "aws_iam_role_policy" "mount" {
  name = "mount"
  role = aws_iam_role.task.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
      Resource = "arn:aws:elasticfilesystem:${var.region}:${split(":", var.hosting.listener_arn)[4]}:file-system/${var.hosting.file_system_id}"
      Condition = {
        StringEquals = { "elasticfilesystem:AccessPointArn" = aws_efs_access_point.content.arn }
        Bool         = { "elasticfilesystem:AccessedViaMountTarget" = "true" }
      }
    }]
  })
}
