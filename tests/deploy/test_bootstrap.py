"""The bucket of states is made once, as it must be, and never taken from somebody else."""

import json

import pytest

from deploy.__main__ import main
from deploy.bootstrap import state_bucket
from deploy.refusal import Refused


@pytest.mark.parametrize("environment", ["dev", "sit", "prod"])
def test_every_environment_names_its_bucket_once(root, environment):
    assert state_bucket(root, environment)[0] == f"bbws-terraform-state-{environment}"  # as stacks/account has it


def test_the_bucket_is_versioned_encrypted_and_closed(cloud, capsys):
    assert main(["found", "--env", "dev"]) == 0
    assert main(["found", "--env", "dev"]) == 0, "again is nothing new"
    assert "bbws-terraform-state-dev" in capsys.readouterr().out

    store, name = cloud("s3"), "bbws-terraform-state-dev"
    assert store.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    rule = store.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert all(store.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
    assert json.loads(store.get_bucket_policy(Bucket=name)["Policy"])["Statement"][0]["Effect"] == "Deny"


def test_a_file_that_names_no_bucket_is_refused(tmp_path):
    file = tmp_path / "terraform" / "environments" / "dev" / "backend.hcl"
    file.parent.mkdir(parents=True)
    file.write_text('region = "af-south-1"\n')

    with pytest.raises(Refused, match="must name `bucket`"):
        state_bucket(tmp_path, "dev")
