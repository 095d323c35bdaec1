"""The state bucket has the account's id in its name, is created once with its settings, and is never taken over."""

import json

import boto3
import pytest
import yaml

from deploy import bootstrap
from deploy.__main__ import main
from deploy.environment_files import get_state_bucket, list_backend_options, read_settings
from deploy.errors import CommandError

BUCKET = "bbws-terraform-state-dev-536580886816"


@pytest.mark.parametrize("environment", ["dev", "sit", "prod", "recovery", "local"])
def test_every_bucket_has_its_accounts_id(root, environment):
    """Names of buckets are the world's: `bbws-terraform-state-dev` can belong to one account only."""
    [account] = read_settings(root, environment, "common.tfvars", "account_id")
    bucket = get_state_bucket(root, environment)

    assert bucket.endswith(f"-{environment}-{account}")
    assert f"-backend-config=bucket={bucket}" in list_backend_options(root, environment, "stacks/sites-service")


def test_the_pipeline_has_rights_on_the_bucket_that_the_tools_use(root):
    text = (root / "tests" / "terraform" / "account_rights.yaml").read_text()
    named = {
        part for part in str(yaml.safe_load(text)).replace("/", " ").replace("'", " ").split() if "state-dev" in part
    }

    assert named == {f"arn:aws:s3:::{BUCKET.replace('536580886816', '{account}')}"}


def test_the_bucket_is_versioned_encrypted_and_closed(cloud, capsys):
    assert main(["bootstrap", "--env", "dev"]) == 0
    assert main(["bootstrap", "--env", "dev"]) == 0, "a second run changes nothing"
    assert BUCKET in capsys.readouterr().out

    store = cloud("s3")
    assert store.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    rule = store.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert all(store.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values())
    assert json.loads(store.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"][0]["Effect"] == "Deny"


def test_the_region_is_the_environments_not_the_shells(cloud, monkeypatch):
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # `main` sets one; other tests keep theirs
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    assert main(["bootstrap", "--env", "recovery"]) == 0
    assert boto3.client("s3").meta.region_name == "eu-west-1"
    place = cloud("s3").get_bucket_location(Bucket="bbws-terraform-state-recovery-093646564004")
    assert place["LocationConstraint"] == "eu-west-1"


def test_us_east_1_has_no_constraint():
    """S3 refuses `us-east-1` as a LocationConstraint."""
    asked = {}
    store = type("Store", (), {"create_bucket": lambda _self, **words: asked.update(words)})()

    bootstrap._create_bucket("a", "us-east-1", "dev", store)
    assert asked == {"Bucket": "a"}


def test_a_bucket_of_another_account_is_told(cloud):
    store = cloud("s3")

    def refuse(**_words: object) -> None:
        raise store.exceptions.BucketAlreadyExists({"Error": {"Code": "BucketAlreadyExists"}}, "CreateBucket")

    stand_in = type("Store", (), {"create_bucket": staticmethod(refuse), "exceptions": store.exceptions})()
    with pytest.raises(CommandError, match="credentials in the shell are not those of this account"):
        bootstrap._create_bucket("a", "af-south-1", "dev", stand_in)


def test_a_file_without_an_account_is_an_error(tmp_path):
    file = tmp_path / "terraform" / "environments" / "dev" / "common.tfvars"
    file.parent.mkdir(parents=True)
    file.write_text('region = "af-south-1"\n')

    with pytest.raises(CommandError, match="must set `account_id`"):
        get_state_bucket(tmp_path, "dev")
