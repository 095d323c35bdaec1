"""What a task of one tenant may do: mount the tenant's own access point by TLS, and nothing of another tenant.

The file system's policy is the applied one, the role's is what the instances service gives it, the boundary is that of
the account. Each is taken away in turn: the questions must find it.
"""

import json

import pytest

from instances.domain.hosting import Hosting
from instances.domain.task_role import mount_policy
from tests.terraform.contracts import of
from tests.terraform.iam import is_allowed

pytestmark = pytest.mark.timeout(900)

ACCOUNT, REGION = "536580886816", "af-south-1"
SHARE = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:file-system/fs-1"
POINT = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:access-point/fsap-"
ROLES = f"arn:aws:iam::{ACCOUNT}:role/"
WHOLE = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
HOSTING = Hosting(
    environment="dev",
    image="image",
    architecture="ARM64",
    execution_role_arn=f"{ROLES}bbws-ecs-execution-dev",
    database_role_arn=f"{ROLES}bbws-ecs-database-dev",
    boundary_arn=f"arn:aws:iam::{ACCOUNT}:policy/bbws-tenant-boundary-dev",
    database_host="db:3306",
    database_secret_arn=f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:rds-admin",
    public_port="",
    file_system_id="fs-1",
    vpc_id="vpc-1",
    subnets=("subnet-1",),
    security_groups=("sg-1",),
    listener_arn=f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:listener/app/bbws-alb-dev/1/2",
    key_arn=f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1",
    log_retention_days=30,
)


def mount(point: str | None, *, tls: bool = True, role: str | None = "tenant/bbws-tenant-a-dev") -> dict[str, str]:
    """The condition keys of a mount; None for no access point, or nobody."""
    keys = {"aws:SecureTransport": str(tls).lower(), "elasticfilesystem:AccessedViaMountTarget": "true"}
    if point:
        keys["elasticfilesystem:AccessPointArn"] = POINT + point
    if role:
        keys["aws:PrincipalArn"] = ROLES + role
    return keys


MOUNTS = [  # what the role's own policy is, the mount, whether it is let through
    ("own", mount("a"), True),
    ("own", mount("b"), False),
    ("own", mount(None), False),
    ("own", mount("a", tls=False), False),
    ("all", mount("a"), True),
    ("all", mount(None), False),
    ("all", mount("a", tls=False), False),
    ("all", mount("a", role="bbws-ecs-execution-dev"), False),
    ("all", mount("a", role=None), False),
]


@pytest.fixture(scope="module")
def share(applied):
    """The statements of the file system's policy, for the file system `fs-1`."""
    (policy,) = of(applied("hosting", "dev"), "aws_efs_file_system_policy")
    return [it | {"Resource": SHARE} for it in json.loads(policy.values["policy"])["Statement"]]


@pytest.fixture(scope="module")
def boundary(applied):
    names = {it.values["name"]: it for it in of(applied("account", "dev"), "aws_iam_policy")}
    return json.loads(names["bbws-tenant-boundary-dev"].values["policy"])["Statement"]


def find_wrong(share) -> list[tuple]:
    """The mounts that are answered otherwise."""
    own = {"own": mount_policy(f"{POINT}a", HOSTING)["Statement"], "all": WHOLE}
    return [
        (policy, context)
        for policy, context, expected in MOUNTS
        if is_allowed([*share, *own[policy]], "elasticfilesystem:ClientMount", SHARE, context) is not expected
    ]


def test_a_task_mounts_its_own_files_by_tls_and_no_others(share):
    assert find_wrong(share) == []


def test_each_denial_is_needed(share):
    assert {it["Sid"] for it in share} == {"ThroughAccessPointsOnly", "EncryptedOnly", "TenantsOnly"}
    for missing in share:
        assert find_wrong([it for it in share if it is not missing]), missing["Sid"]


def test_a_task_reads_no_secret_even_with_a_policy_that_allows_everything(boundary):
    secret = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:bbws/wp/tenant-b/database-a1"

    assert is_allowed(boundary, "elasticfilesystem:ClientMount", SHARE)
    assert is_allowed(WHOLE, "secretsmanager:GetSecretValue", secret)
    assert not is_allowed(boundary, "secretsmanager:GetSecretValue", secret)
