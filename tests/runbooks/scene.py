"""What an operator finds in an environment `dev` before a runbook begins, and what happens meanwhile."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3

from deploy import deployments, releases
from deploy.aliases import Function
from operate.declared import dead_letters, functions
from tests.deploy.conftest import code

ROOT = Path(__file__).parents[2]
TENANT = "tenant-983d5058-e4c4-4fc0-b3b4-1543eb11642e"
BUCKET = "bbws-artefacts-dev"
_HTTPS = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}


class Scene:
    """One page's world on an embedded AWS; `variables` is what its reader has set."""

    def __init__(self, clients: SimpleNamespace, folder: Path) -> None:
        self.aws, self.folder = clients, folder
        self.variables = {"TENANT": TENANT, "BUCKET": BUCKET, "BUILD": str(folder / "dist")}
        self._remains: list[Callable[[], object]] = []
        self.checkout = self._link_checkout()

    def run(self, commands: str) -> str:
        """Type the commands into a shell in which the earlier ones were typed too; all that is printed."""
        state = self.folder / "shell"
        before = f". {state}\n" if state.exists() else ""
        done = subprocess.run(
            ["bash", "-c", f"set -aeo pipefail\n{before}{commands}\nexport -p >{state}"],
            cwd=self.checkout,
            env={**_outside(), **self.variables, "TMPDIR": str(self.folder), "PATH": self._path()},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}"
        return done.stdout.replace(f"{self.folder}/", "")

    def let(self, event: str) -> None:
        """Make something happen: `messages are given up` is `messages_are_given_up`."""
        getattr(self, event.replace(" ", "_").replace("'", ""))()

    def end(self) -> None:
        """Take away what was made."""
        for forget in reversed(self._remains):
            forget()

    # What happens

    def there_are_queues(self) -> None:
        """Every dead-letter queue of dev and what it serves."""
        for name in sorted({name for queue in dead_letters(ROOT) for name in (queue.name, *queue.sources)}):
            url = self.aws.sqs.create_queue(QueueName=f"bbws-{name}-dev")["QueueUrl"]
            self._remains.append(lambda url=url: self.aws.sqs.delete_queue(QueueUrl=url))

    def mail_is_given_up(self) -> None:
        """The mailer could not send; the alarm rings."""
        url = self.aws.sqs.get_queue_url(QueueName="bbws-mail-dlq-dev")["QueueUrl"]
        for number in (1, 2):
            body = {"eventType": "SITE_CREATION_COMPLETE", "schemaVersion": 1, "tenantId": TENANT}
            body |= {
                "correlationId": f"aff2e89e-babd-4a16-b266-a6173e260d4{number}",
                "payload": {"recipient": "a@b.example"},
            }
            self.aws.sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))
        self.rings("bbws-mail-dlq-filled-dev")

    def the_alarm_ends(self) -> None:
        """The queue is empty for a minute."""
        self.aws.cloudwatch.set_alarm_state(AlarmName="bbws-mail-dlq-filled-dev", StateValue="OK", StateReason="empty")

    def rings(self, name: str, page: str = "replay-dead-letters.md") -> None:
        """An alarm goes off."""
        self.aws.cloudwatch.put_metric_alarm(
            AlarmName=name,
            AlarmDescription=f"page: {name}. What to do: https://github.com/o/n/blob/main/docs/runbooks/{page}",
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=1,
            Period=60,
            Statistic="Maximum",
            Threshold=0,
        )
        self.aws.cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="of a scene")
        self._remains.append(lambda: self.aws.cloudwatch.delete_alarms(AlarmNames=[name]))

    def there_are_sites(self) -> None:
        """Three sites of the tenant, with a guard of each name."""
        self._make_table("sites")
        for number in (1, 2, 3):
            self._put(self._site(number))
            self._put({"PK": f"SUBDOMAIN#shop-{number}", "SK": "UNIQUE", "tenantId": TENANT})

    def items_are_lost(self) -> None:
        """One site is deleted with its guard, another is spoilt."""
        for key in (self._site(1), {"PK": "SUBDOMAIN#shop-1", "SK": "UNIQUE"}):
            lost = {part: {"S": key[part]} for part in ("PK", "SK")}
            self.aws.dynamodb.delete_item(TableName="bbws-sites-dev", Key=lost)
        self._put({**self._site(2), "siteName": "???"})

    def there_are_keys(self) -> None:
        """The generated keys, edition 1, and every function made after them."""
        made = self.aws.secretsmanager.create_secret(Name="bbws/settings/dev", SecretString="{}", Tags=_edition(1))
        self._remains.append(
            lambda: self.aws.secretsmanager.delete_secret(SecretId=made["ARN"], ForceDeleteWithoutRecovery=True)
        )
        self.functions_run()

    def the_keys_are_made_anew(self) -> None:
        """As the stack `keys` does with one edition more."""
        time.sleep(1.1)  # functions tell when they were made in whole seconds
        self.aws.secretsmanager.put_secret_value(SecretId="bbws/settings/dev", SecretString='{"a": 1}')
        self.aws.secretsmanager.tag_resource(SecretId="bbws/settings/dev", Tags=_edition(2))

    def the_services_are_applied_and_shifted(self) -> None:
        """Every function's callers meet a version that was made just now."""
        time.sleep(1.1)
        self.terraform_publishes_versions()
        for function in self._fleet():
            function.point("2")

    def there_are_two_Regions(self) -> None:  # noqa: N802 - AWS writes it so
        """prod, which writes, and recovery beside it; one edge before both."""
        for region, environment, writes in (("af-south-1", "prod", True), ("eu-west-1", "recovery", False)):
            host = f"api-of-{environment}.example"
            writer = {"region": region if writes else "elsewhere", "epoch": 1, "host": host}
            parameters = boto3.client("ssm", region_name=region)
            for name, value in (("prod/writer", writer), (f"{environment}/foundation", {"api_host": host})):
                parameters.put_parameter(Name=f"/bbws/{name}", Value=json.dumps(value), Type="String", Overwrite=True)
            self._run_functions(boto3.client("lambda", region_name=region), environment)
        self._make_edge("api-of-prod.example")

    def functions_run(self) -> None:
        """Every function with one version behind its alias."""
        self._run_functions(self.aws.functions, "dev")

    def a_build_is_there(self) -> None:
        """Artefacts as `make package` leaves them, and the bucket that keeps releases."""
        region = {"LocationConstraint": "af-south-1"}
        self.aws.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=region)
        self._remains.append(self._empty_bucket)
        build = self.folder / "dist"
        build.mkdir()
        (build / "sites.zip").write_bytes(b"zip")

    def terraform_publishes_versions(self) -> None:
        """What applying the stacks does to functions whose code changed."""
        for function in self._fleet():
            self.aws.functions.update_function_code(FunctionName=function.name, ZipFile=code(2), Publish=True)

    def the_release_runs_in_dev(self) -> None:
        """It was built, kept, and has just arrived."""
        release = releases.record(self.folder / "dist", "c0ffee")
        releases.keep(self.folder / "dist", BUCKET, self.aws.s3)
        self._note(release, timedelta())
        self.variables["RELEASE"] = release.id

    def two_hours_pass(self) -> None:
        """The release has soaked."""
        record = deployments.current("dev", BUCKET, self.aws.s3)
        self.aws.s3.delete_object(Bucket=BUCKET, Key=record.key)
        self._note(releases.verify(self.folder / "dist"), timedelta(hours=2))

    def the_last_shift_is_bad(self) -> None:
        """All functions were shifted to their second version."""
        self.terraform_publishes_versions()
        now = datetime.now(UTC)
        for function in self._fleet():
            function.back_up(now)
            function.point("2")

    # How it is made

    def _note(self, release: releases.Release, before: timedelta) -> None:
        done = deployments.Deployment("dev", release.id, release.commit, datetime.now(UTC) - before, "a-run")
        deployments.note(done, BUCKET, self.aws.s3)

    def _fleet(self) -> list[Function]:
        return [Function(f"bbws-{one.name}-dev", self.aws.functions) for one in functions(ROOT)]

    def _make_table(self, name: str) -> None:
        self.aws.dynamodb.create_table(
            TableName=f"bbws-{name}-dev",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": one, "AttributeType": "S"} for one in ("PK", "SK")],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        )
        self._remains.append(lambda: self.aws.dynamodb.delete_table(TableName=f"bbws-{name}-dev"))
        self.aws.dynamodb.update_continuous_backups(
            TableName=f"bbws-{name}-dev", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )

    def _run_functions(self, client: Any, environment: str) -> None:
        for one in functions(ROOT):
            name = f"bbws-{one.name}-{environment}"
            client.create_function(
                FunctionName=name,
                Runtime="python3.12",
                Role="arn:aws:iam::000000000000:role/any",
                Handler="m.handler",
                Code={"ZipFile": code(1)},
                Publish=True,
            )
            client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
            self._remains.append(lambda name=name: client.delete_function(FunctionName=name))

    def _make_edge(self, host: str) -> None:
        origin = {"Id": "api", "DomainName": host, "CustomOriginConfig": _HTTPS}
        behaviour = {"TargetOriginId": "api", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "none"}
        boto3.client("cloudfront").create_distribution(
            DistributionConfig={
                "CallerReference": "scene",
                "Comment": "bbws-edge-prod",
                "Enabled": True,
                "Origins": {"Quantity": 1, "Items": [origin]},
                "DefaultCacheBehavior": behaviour,
            }
        )

    def _put(self, item: dict[str, str]) -> None:
        self.aws.dynamodb.put_item(
            TableName="bbws-sites-dev",
            Item={name: {"N" if name == "version" else "S": value} for name, value in item.items()},
        )

    def _site(self, number: int) -> dict[str, str]:
        named = {"tenantId": TENANT, "siteName": f"Shop {number}", "version": "3"}
        return {"PK": f"TENANT#{TENANT}", "SK": f"SITE#site-0000000{number}", **named}

    def _empty_bucket(self) -> None:
        for found in self.aws.s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
            self.aws.s3.delete_object(Bucket=BUCKET, Key=found["Key"])
        self.aws.s3.delete_bucket(Bucket=BUCKET)

    def _link_checkout(self) -> Path:
        """This checkout, but what a page writes into it stays in the scene."""
        made = self.folder / "checkout"
        made.mkdir()
        (made / "tools" / "bin").mkdir(parents=True)
        own = (ROOT / "tools", ROOT / "tools" / "bin")
        for part in [*ROOT.iterdir(), *own[0].iterdir(), *own[1].iterdir()]:
            if part not in own and part.name not in ("terraform", "dist", ".git", ".local", "setup"):
                (made / part.relative_to(ROOT)).symlink_to(part)
        _agree(made / "tools" / "bin" / "setup")  # what tests run in is installed, and belongs to the real checkout
        shutil.copytree(ROOT / "terraform", made / "terraform", ignore=shutil.ignore_patterns(".terraform"))
        return made

    def _path(self) -> str:
        """A Terraform that agrees to everything stands first; tests of their own apply the stacks."""
        program = self.folder / "bin" / "terraform"
        if not program.exists():
            program.parent.mkdir()
            _agree(program)
        return f"{program.parent}:{os.environ['PATH']}"


def _agree(program: Path) -> None:
    """A program that does nothing, well."""
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)


def _edition(number: int) -> list[dict[str, str]]:
    return [{"Key": "bbws:edition", "Value": str(number)}]


def _outside() -> dict[str, str]:
    """Without what `make` and the measuring of coverage leave: the linked checkout is measured by nobody."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "COVERAGE_"))}
