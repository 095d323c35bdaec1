"""The state bucket is created once with its settings, and never taken over from another account."""

import json

import pytest

from deploy.__main__ import main
from deploy.environment_files import read_settings
from deploy.errors import CommandError


@pytest.mark.parametrize("environment", ["dev", "sit", "prod"])
def test_every_environment_names_its_bucket_once(root, environment):
    assert (
        read_settings(root, environment, "backend.hcl", "bucket")[0] == f"bbws-terraform-state-{environment}"
    )  # as stacks/account has it


def test_the_bucket_is_versioned_encrypted_and_closed(cloud, capsys):
    assert main(["bootstrap", "--env", "dev"]) == 0
    assert main(["bootstrap", "--env", "dev"]) == 0, "a second run changes nothing"
    assert "bbws-terraform-state-dev" in capsys.readouterr().out

    store, name = cloud("s3"), "bbws-terraform-state-dev"
    assert store.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    rule = store.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert all(store.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
    assert json.loads(store.get_bucket_policy(Bucket=name)["Policy"])["Statement"][0]["Effect"] == "Deny"


def test_a_file_without_a_bucket_is_an_error(tmp_path):
    file = tmp_path / "terraform" / "environments" / "dev" / "backend.hcl"
    file.parent.mkdir(parents=True)
    file.write_text('region = "af-south-1"\n')

    with pytest.raises(CommandError, match="must set `bucket`"):
        read_settings(tmp_path, "dev", "backend.hcl", "bucket")
