"""Prepares an environment `dev` for a runbook and triggers the events that the page names."""

import json
import os
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3

from deploy import deployments, releases
from deploy.aliases import Function
from operate.declarations import list_dead_letter_queues, list_functions
from tests.deploy.conftest import zip_code
from tests.runbooks.shell import Shell

ROOT = Path(__file__).parents[2]
TENANT = "tenant-983d5058-e4c4-4fc0-b3b4-1543eb11642e"
BUCKET = "bbws-artefacts-dev-536580886816"
_HTTPS = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}


class Scenario:
    """The environment of one page on an embedded AWS; `variables` are the shell variables that the reader set."""

    def __init__(self, clients: SimpleNamespace, folder: Path) -> None:
        self.aws, self.folder = clients, folder
        self.variables = {"TENANT": TENANT, "BUCKET": BUCKET, "BUILD": str(folder / "dist")}
        self._cleanups: list[Callable[[], object]] = []
        self.checkout = self._link_checkout()

    def run(self, commands: str) -> str:
        """Run commands in a shell that has the state of the earlier ones. Return the output."""
        state = self.folder / "shell"
        variables = {**self.variables, "TMPDIR": str(self.folder), "PATH": self._path()}
        return Shell(self.checkout, state, variables).run(commands).replace(f"{self.folder}/", "")

    def apply(self, event: str) -> None:
        """Trigger an event: `mail is given up` calls `mail_is_given_up`."""
        getattr(self, event.replace(" ", "_").replace("'", ""))()

    def clean_up(self) -> None:
        """Delete everything that was created."""
        for forget in reversed(self._cleanups):
            forget()

    # Events

    def there_are_queues(self) -> None:
        """Create every dead-letter queue of dev and its sources."""
        for name in sorted({name for queue in list_dead_letter_queues(ROOT) for name in (queue.name, *queue.sources)}):
            url = self.aws.sqs.create_queue(QueueName=f"bbws-{name}-dev")["QueueUrl"]
            self._cleanups.append(lambda url=url: self.aws.sqs.delete_queue(QueueUrl=url))

    def mail_is_given_up(self) -> None:
        """The mailer could not send; the alarm is active."""
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
        self.aws.cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="of a scenario")
        self._cleanups.append(lambda: self.aws.cloudwatch.delete_alarms(AlarmNames=[name]))

    def there_are_sites(self) -> None:
        """Three sites of the tenant, each with its unique-name guard."""
        self._make_table("sites")
        for number in (1, 2, 3):
            self._put(self._site(number))
            self._put({"PK": f"SUBDOMAIN#shop-{number}", "SK": "UNIQUE", "tenantId": TENANT})

    def items_are_lost(self) -> None:
        """One site is deleted with its guard, another is overwritten."""
        for key in (self._site(1), {"PK": "SUBDOMAIN#shop-1", "SK": "UNIQUE"}):
            lost = {part: {"S": key[part]} for part in ("PK", "SK")}
            self.aws.dynamodb.delete_item(TableName="bbws-sites-dev", Key=lost)
        self._put({**self._site(2), "siteName": "???"})

    def there_are_keys(self) -> None:
        """The generated keys, edition 1, and every function deployed after them."""
        made = self.aws.secretsmanager.create_secret(Name="bbws/settings/dev", SecretString="{}", Tags=_edition(1))
        self._cleanups.append(
            lambda: self.aws.secretsmanager.delete_secret(SecretId=made["ARN"], ForceDeleteWithoutRecovery=True)
        )
        self.functions_run()

    def the_keys_are_made_anew(self) -> None:
        """Replace the keys as the stack `keys` does with the next edition."""
        time.sleep(1.1)  # LastModified has whole seconds
        self.aws.secretsmanager.put_secret_value(SecretId="bbws/settings/dev", SecretString='{"a": 1}')
        self.aws.secretsmanager.tag_resource(SecretId="bbws/settings/dev", Tags=_edition(2))

    def the_services_are_applied_and_shifted(self) -> None:
        """Every function's alias points to a new version."""
        time.sleep(1.1)
        self.terraform_publishes_versions()
        for function in self._list_functions():
            function.point_to("2")

    def there_are_two_Regions(self) -> None:  # noqa: N802 - AWS writes it so
        """prod, which writes, and its recovery Region; one edge in front of both."""
        for region, environment, writes in (("af-south-1", "prod", True), ("eu-west-1", "recovery", False)):
            host = f"api-of-{environment}.example"
            writer = {"region": region if writes else "elsewhere", "epoch": 1, "host": host}
            parameters = boto3.client("ssm", region_name=region)
            for name, value in (("prod/writer", writer), (f"{environment}/foundation", {"api_host": host})):
                parameters.put_parameter(Name=f"/bbws/{name}", Value=json.dumps(value), Type="String", Overwrite=True)
            self._run_functions(boto3.client("lambda", region_name=region), environment)
        self._make_edge("api-of-prod.example")

    def functions_run(self) -> None:
        """Create every function with one version and its alias."""
        self._run_functions(self.aws.functions, "dev")

    def a_build_is_there(self) -> None:
        """Artefacts of `make package`, and the bucket of releases."""
        region = {"LocationConstraint": "af-south-1"}
        self.aws.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=region)
        self._cleanups.append(self._empty_bucket)
        build = self.folder / "dist"
        build.mkdir()
        (build / "sites.zip").write_bytes(b"zip")

    def terraform_publishes_versions(self) -> None:
        """Publish a version of every function, as applying the stacks does."""
        for function in self._list_functions():
            self.aws.functions.update_function_code(FunctionName=function.name, ZipFile=zip_code(2), Publish=True)

    def the_release_runs_in_dev(self) -> None:
        """The release was built, stored and deployed."""
        release = releases.record(self.folder / "dist", "c0ffee")
        releases.store(self.folder / "dist", BUCKET, self.aws.s3)
        self._record_deployment(release, timedelta())
        self.variables["RELEASE"] = release.id

    def two_hours_pass(self) -> None:
        """The soak time has passed."""
        record = deployments.get_current("dev", BUCKET, self.aws.s3)
        self.aws.s3.delete_object(Bucket=BUCKET, Key=record.key)
        self._record_deployment(releases.verify(self.folder / "dist"), timedelta(hours=2))

    def the_last_shift_is_bad(self) -> None:
        """All functions were shifted to their second version."""
        self.terraform_publishes_versions()
        now = datetime.now(UTC)
        for function in self._list_functions():
            function.back_up(now)
            function.point_to("2")

    # Helpers

    def _record_deployment(self, release: releases.Release, before: timedelta) -> None:
        done = deployments.Deployment("dev", release.id, release.commit, datetime.now(UTC) - before, "a-run")
        deployments.record(done, BUCKET, self.aws.s3)

    def _list_functions(self) -> list[Function]:
        return [Function(f"bbws-{one.name}-dev", self.aws.functions) for one in list_functions(ROOT)]

    def _make_table(self, name: str) -> None:
        self.aws.dynamodb.create_table(
            TableName=f"bbws-{name}-dev",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": one, "AttributeType": "S"} for one in ("PK", "SK")],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        )
        self._cleanups.append(lambda: self.aws.dynamodb.delete_table(TableName=f"bbws-{name}-dev"))
        self.aws.dynamodb.update_continuous_backups(
            TableName=f"bbws-{name}-dev", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )

    def _run_functions(self, client: Any, environment: str) -> None:
        for one in list_functions(ROOT):
            name = f"bbws-{one.name}-{environment}"
            client.create_function(
                FunctionName=name,
                Runtime="python3.12",
                Role="arn:aws:iam::000000000000:role/any",
                Handler="m.handler",
                Code={"ZipFile": zip_code(1)},
                Publish=True,
            )
            client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
            self._cleanups.append(lambda name=name: client.delete_function(FunctionName=name))

    def _make_edge(self, host: str) -> None:
        origin = {"Id": "api", "DomainName": host, "CustomOriginConfig": _HTTPS}
        behaviour = {"TargetOriginId": "api", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "none"}
        boto3.client("cloudfront").create_distribution(
            DistributionConfig={
                "CallerReference": "scenario",
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
        """Link the checkout into a folder of the scenario; files that a page writes stay there."""
        made = self.folder / "checkout"
        made.mkdir()
        (made / "tools" / "bin").mkdir(parents=True)
        own = (ROOT / "tools", ROOT / "tools" / "bin")
        for part in [*ROOT.iterdir(), *own[0].iterdir(), *own[1].iterdir()]:
            if part not in own and part.name not in ("terraform", "dist", ".git", ".local", "setup"):
                (made / part.relative_to(ROOT)).symlink_to(part)
        _write_successful_program(made / "tools" / "bin" / "setup")  # the environment of the tests is installed already
        shutil.copytree(ROOT / "terraform", made / "terraform", ignore=shutil.ignore_patterns(".terraform"))
        return made

    def _path(self) -> str:
        """Put a fake Terraform first on PATH that always succeeds; other tests apply the stacks."""
        program = self.folder / "bin" / "terraform"
        if not program.exists():
            program.parent.mkdir()
            _write_successful_program(program)
        return f"{program.parent}:{os.environ['PATH']}"


def _write_successful_program(program: Path) -> None:
    """Write a program that does nothing and succeeds."""
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)


def _edition(number: int) -> list[dict[str, str]]:
    return [{"Key": "bbws:edition", "Value": str(number)}]
