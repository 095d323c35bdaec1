"""The role of a tenant's tasks: it may mount the tenant's own content, and nothing else (domain §7.5)."""

from typing import Any

from instances.domain.hosting import Hosting

ROLE_PATH = "/tenant/"
"""Roles of tenants have a path of their own: policies name them all by it, and no other role."""


def role_name(slug: str, environment: str) -> str:
    """The role of one tenant's tasks; IAM knows no Regions, so that the environment is part of the name."""
    return f"bbws-tenant-{slug}-{environment}"


def trust_policy(hosting: Hosting) -> dict[str, Any]:
    """Tasks of this account may take the role, and nobody else."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": hosting.account}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def mount_policy(access_point_arn: str, hosting: Hosting) -> dict[str, Any]:
    """The right to read and write behind one access point. The file system's policy demands TLS, point and role."""
    statement = {
        "Effect": "Allow",
        "Action": ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        "Resource": hosting.file_system_arn,
        "Condition": {
            "StringEquals": {"elasticfilesystem:AccessPointArn": access_point_arn},
            "Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"},
        },
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
