"""Alarms, stuck operations, keys and traces."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from chassis.operations.operation_log import NewOperation, OperationLog
from chassis.runtime import clients
from deploy.aliases import LIVE
from operate.cloud import Cloud, list_environments
from operate.declarations import list_functions, list_operation_types
from operate.generated_keys import GENERATED, read_declared_edition
from operate.text import format_age
from tests.operate.conftest import TENANT


def test_every_type_of_operation_is_known(root):
    assert {"INSTANCE_PROVISION", "SITE_CREATION", "HIERARCHY_DELETION"} <= set(list_operation_types(root))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0 s"), (45, "45 s"), (720, "12 min"), (11_100, "3 h 05 min"), (187_200, "2 d 4 h")],
)
def test_durations_are_formatted_with_units(seconds, words):
    assert format_age(timedelta(seconds=seconds)) == words


class TestOperations:
    @pytest.fixture
    def log(self, cloud, table):
        """Writes operations as the services do."""
        clients.forget()
        return lambda at: OperationLog(cloud.dynamodb, "bbws-operations-dev", lambda: at)

    @pytest.fixture
    def begin_operation(self, cloud, table, log):
        """Begins an operation some minutes ago and returns it."""
        table("operations", indexes=("ACTIVE",))

        def make(minutes: int, kind: str = "SITE_CREATION"):
            writer = log(datetime.now(UTC) - timedelta(minutes=minutes))
            new = NewOperation(
                tenant_id=TENANT,
                operation_type=kind,
                resource_type="SITE",
                resource_id="site-1",
                resource_href="/v1.0/x",
                steps=[("create_site", "Create the site")],
                created_by="user-1",
                correlation_id="trace-7",
            )
            operation, put = writer.begin(new)
            writer.table.put(put.item)
            return operation

        return make

    def test_lists_old_operations_with_a_query_for_their_logs(self, operate, begin_operation):
        old, _ = begin_operation(47), begin_operation(3)

        code, printed, _ = operate("list-stuck-operations --env dev --stuck-for 30m")
        assert code == 0
        assert printed.count("op-") == 2
        assert f"{old.operation_id}  SITE_CREATION PENDING, open for 47 min, past its deadline by 17 min" in printed
        assert f"  tenant {TENANT}\n  no worker has started a step\n" in printed
        assert f'filter operation_id = "{old.operation_id}"' in printed

    def test_a_reconcilers_heartbeat_does_not_hide_an_old_operation(self, cloud, operate, begin_operation, log):
        """An operation whose message is sent again every 90 seconds is stuck too."""
        old = begin_operation(47)
        log(datetime.now(UTC)).claim(old.operation_id, timedelta(seconds=45))

        assert old.operation_id in operate("list-stuck-operations --env dev --stuck-for 30m")[1]

    def test_prints_step_attempts_and_message(self, cloud, operate, begin_operation, log):
        from dataclasses import replace

        from chassis.operations.operation import StepStatus

        old, writer = begin_operation(47), log(datetime.now(UTC))
        claimed = writer.claim(old.operation_id, timedelta(seconds=45))
        step = replace(claimed.step("create_site"), status=StepStatus.RETRYING, attempts=3, message="No answer.")
        writer.save(claimed.with_step(step), None)

        printed = operate("list-stuck-operations --env dev --stuck-for 30m")[1]
        assert "step create_site RETRYING, attempt 3: No answer." in printed

    def test_no_stuck_operation_prints_a_sentence(self, operate, begin_operation):
        begin_operation(3)

        assert (
            operate("list-stuck-operations --env dev")[1] == "no operation of dev has been open for more than 30 min\n"
        )

    @pytest.mark.parametrize("span", ["30", "x", "5w"])
    def test_a_duration_without_unit_is_an_error(self, operate, span):
        with pytest.raises(SystemExit):
            operate(f"list-stuck-operations --env dev --stuck-for {span}")

    def test_an_operations_trace_leads_to_the_request_that_began_it(self, operate, begin_operation):
        old = begin_operation(1)

        printed = operate(f"trace --env dev --operation {old.operation_id}")[1]
        assert f'filter operation_id = "{old.operation_id}" or trace_id = "trace-7"' in printed


class TestTrace:
    def test_a_missing_or_forged_id_is_an_error(self, operate):
        assert operate("trace --env dev")[0] == 1
        assert "is not an id" in operate('trace --env dev --request-id x"|delete')[2]
        assert "is not an operation id" in operate("trace --env dev --operation op-1")[2]

    def test_on_the_local_platform_it_prints_log_lines(self, operate, monkeypatch, tmp_path):
        monkeypatch.setenv("BBWS_LOCAL", str(tmp_path))
        assert "start the platform" in operate("trace --env local --request-id r-1")[2]
        (tmp_path / "logs").mkdir()
        (tmp_path / "logs" / "functions.log").write_text('a {"trace_id":"r-1"}\nb {"trace_id":"r-2"}\n')

        assert operate("trace --env local --request-id r-1")[1] == 'a {"trace_id":"r-1"}\n'
        assert "has no line with r-9" in operate("trace --env local --request-id r-9")[1]


class TestRecovery:
    def test_an_adopting_environment_uses_the_other_tables_and_its_own_queues(self, tmp_path):
        sizes = tmp_path / "terraform" / "environments" / "recovery" / "common.tfvars"
        sizes.parent.mkdir(parents=True)
        sizes.write_text('environment = {\n  adopts              = "prod" # copies\n}\n')
        cloud = Cloud("recovery", tmp_path)

        assert list_environments(tmp_path) == ["local", "recovery"]
        assert (cloud.table_name("sites"), cloud.full_name("mail-dlq")) == ("bbws-sites-prod", "bbws-mail-dlq-recovery")

    def test_every_other_environment_uses_its_own_tables(self, root):
        assert Cloud("dev", root).table_name("sites") == "bbws-sites-dev"


class TestLocal:
    def test_finds_the_embedded_aws_in_aws_json(self, aws, operate, queues, monkeypatch, tmp_path):
        monkeypatch.delenv("AWS_ENDPOINT_URL")
        monkeypatch.setenv("BBWS_LOCAL", str(tmp_path))
        assert "start the platform" in operate("show-dead-letters --env local --queue mail-dlq")[2]
        (tmp_path / "aws.json").write_text(json.dumps({"endpoint": aws}))

        assert (
            "queue bbws-mail-dlq-local does not exist" in operate("show-dead-letters --env local --queue mail-dlq")[2]
        )


class TestKeys:
    @pytest.fixture
    def secret(self, cloud):
        """The secret as terraform/modules/keys makes it."""
        made = cloud.secretsmanager.create_secret(
            Name="bbws/settings/dev", SecretString="{}", Tags=[{"Key": "bbws:edition", "Value": "1"}]
        )
        yield made["ARN"]
        cloud.secretsmanager.delete_secret(SecretId=made["ARN"], ForceDeleteWithoutRecovery=True)

    @pytest.fixture
    def deploy_functions(self, cloud, root):
        """Every function that holds a generated key, with its alias."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("m.py", "def handler(event, context): ...")
        names = [f"bbws-{one.name}-dev" for one in list_functions(root) if one.keys]

        def deploy():
            for name in names:
                cloud.functions.create_function(
                    FunctionName=name,
                    Runtime="python3.12",
                    Role="arn:aws:iam::000000000000:role/any",
                    Handler="m.handler",
                    Code={"ZipFile": packed.getvalue()},
                    Publish=True,
                )
                cloud.functions.create_alias(FunctionName=name, Name=LIVE, FunctionVersion="1")

        yield deploy
        for name in names:
            cloud.functions.delete_function(FunctionName=name)

    def test_functions_deployed_after_the_keys_carry_them(self, operate, secret, deploy_functions):
        deploy_functions()

        code, printed, _ = operate("show-keys --env dev")
        assert code == 0
        assert f"bbws/settings/dev: {', '.join(sorted(GENERATED))}\n" in printed
        assert "edition 1, declared 1\n" in printed
        assert "still with" not in printed

    def test_functions_deployed_before_them_are_named_with_their_stack(self, cloud, operate, secret, deploy_functions):
        import time

        deploy_functions()
        time.sleep(1.1)  # LastModified has whole seconds
        cloud.secretsmanager.put_secret_value(SecretId=secret, SecretString='{"a": "b"}')

        printed = operate("show-keys --env dev")[1]
        assert "operations-api still with the previous keys: `make deploy stack=operations-service env=dev`" in printed
        assert "{" not in printed

    def test_an_environment_without_keys_names_the_stack(self, operate):
        assert "make deploy stack=keys env=sit" in operate("show-keys --env sit")[2]

    def test_a_missing_function_is_an_error(self, operate, secret):
        assert "apply its stack first" in operate("show-keys --env dev")[2]

    def test_local_keys_are_not_rotated(self, operate):
        """An emulated AWS on which the stacks were applied has keys of its own; `make run` has none."""
        assert "are not rotated" in operate("show-keys --env local")[1]

    def test_the_generated_keys_are_those_of_the_stack(self, root):
        text = (root / "terraform" / "stacks" / "keys" / "main.tf").read_text()

        (kept,) = re.findall(r'overlapping = \["(\w+)"\]', text)
        assert {*re.findall(r'"(\w+_key)"', text), f"{kept}_previous"} == GENERATED

    def test_an_edition_is_declared_beside_the_sizes(self, tmp_path):
        assert read_declared_edition(tmp_path, "dev") == "1"
        (tmp_path / "terraform" / "environments" / "dev").mkdir(parents=True)
        (tmp_path / "terraform" / "environments" / "dev" / "keys.tfvars").write_text("edition = 2 # leaked\n")

        assert read_declared_edition(tmp_path, "dev") == "2"


class TestAlarms:
    @pytest.fixture
    def ring(self, cloud):
        """Activates an alarm."""
        made = []

        def go(name: str, description: str = ""):
            cloud.cloudwatch.put_metric_alarm(
                AlarmName=name,
                AlarmDescription=description,
                Namespace="AWS/SQS",
                MetricName="ApproximateNumberOfMessagesVisible",
                ComparisonOperator="GreaterThanThreshold",
                EvaluationPeriods=1,
                Period=60,
                Statistic="Maximum",
                Threshold=0,
            )
            cloud.cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="of a test")
            made.append(name)

        yield go
        cloud.cloudwatch.delete_alarms(AlarmNames=made)

    def test_prints_active_alarms_with_the_runbook_that_each_names(self, operate, ring):
        page = "https://github.com/o/n/blob/main/docs/runbooks/alarms.md#e-mail-bounces"
        ring("bbws-mail-bounce-rate-dev", f"page: something above 0. What to do: {page}")
        for name in ("bbws-sites-api-errors-dev", "bbws-mail-dlq-filled-sit"):
            ring(name)

        lines = [line.split() for line in operate("list-alarms --env dev")[1].splitlines()]
        assert [(line[0], line[-1]) for line in lines[1:]] == [
            ("bbws-mail-bounce-rate-dev", "docs/runbooks/alarms.md#e-mail-bounces"),
            ("bbws-sites-api-errors-dev", "docs/runbooks/troubleshoot.md"),
        ]

    def test_no_alarm_prints_a_sentence(self, operate):
        assert operate("list-alarms --env prod")[1] == "no alarm of prod is active\n"
