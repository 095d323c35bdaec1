"""Stuck operations, keys and the way of a request."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from chassis.operations.operation_log import NewOperation, OperationLog
from chassis.runtime import clients
from deploy.aliases import LIVE
from operate.cloud import Cloud, environments
from operate.declared import functions, operation_types
from operate.keys import GENERATED, declared_edition
from operate.text import age
from tests.operate.conftest import TENANT


def test_every_type_of_operation_is_known(root):
    assert {"INSTANCE_PROVISION", "SITE_CREATION", "HIERARCHY_DELETION"} <= set(operation_types(root))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0 s"), (45, "45 s"), (720, "12 min"), (11_100, "3 h 05 min"), (187_200, "2 d 4 h")],
)
def test_ages_are_told_in_words(seconds, words):
    assert age(timedelta(seconds=seconds)) == words


class TestOperations:
    @pytest.fixture
    def log(self, cloud, table):
        """Writes operations as the services do."""
        clients.forget()
        return lambda at: OperationLog(cloud.dynamodb, "bbws-operations-dev", lambda: at)

    @pytest.fixture
    def promise(self, cloud, table, log):
        """Promises an operation some minutes ago; answers it."""
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

    def test_tells_the_old_ones_with_the_query_for_their_logs(self, operate, promise):
        old, _ = promise(47), promise(3)

        code, told, _ = operate("operations --env dev --stuck-for 30m")
        assert code == 0
        assert told.count("op-") == 2
        assert f"{old.operation_id}  SITE_CREATION PENDING, open for 47 min, past its deadline by 17 min" in told
        assert f"  tenant {TENANT}\n  no worker has begun a step\n" in told
        assert f'filter operation_id = "{old.operation_id}"' in told

    def test_a_reconcilers_sign_of_life_does_not_hide_an_old_one(self, cloud, operate, promise, log):
        """What is sent again every 90 seconds is as stuck as what is not."""
        old = promise(47)
        log(datetime.now(UTC)).claim(old.operation_id, timedelta(seconds=45))

        assert old.operation_id in operate("operations --env dev --stuck-for 30m")[1]

    def test_tells_step_attempts_and_message(self, cloud, operate, promise, log):
        from dataclasses import replace

        from chassis.operations.operation import StepStatus

        old, writer = promise(47), log(datetime.now(UTC))
        claimed = writer.claim(old.operation_id, timedelta(seconds=45))
        step = replace(claimed.step("create_site"), status=StepStatus.RETRYING, attempts=3, message="No answer.")
        writer.save(claimed.with_step(step), None)

        told = operate("operations --env dev --stuck-for 30m")[1]
        assert "step create_site RETRYING, attempt 3: No answer." in told

    def test_nothing_stuck_is_said_in_words(self, operate, promise):
        promise(3)

        assert operate("operations --env dev")[1] == "no operation of dev has been open for more than 30 min\n"

    @pytest.mark.parametrize("span", ["30", "x", "5w"])
    def test_a_span_without_unit_is_refused(self, operate, span):
        with pytest.raises(SystemExit):
            operate(f"operations --env dev --stuck-for {span}")

    def test_an_operations_trace_leads_to_the_request_that_began_it(self, operate, promise):
        old = promise(1)

        told = operate(f"trace --env dev --operation {old.operation_id}")[1]
        assert f'filter operation_id = "{old.operation_id}" or trace_id = "trace-7"' in told


class TestTrace:
    def test_without_an_id_or_with_a_forged_one_it_is_refused(self, operate):
        assert operate("trace --env dev")[0] == 1
        assert "is no id" in operate('trace --env dev --request-id x"|delete')[2]
        assert "is no operation" in operate("trace --env dev --operation op-1")[2]

    def test_on_the_laptop_it_shows_the_lines(self, operate, monkeypatch, tmp_path):
        monkeypatch.setenv("BBWS_LOCAL", str(tmp_path))
        assert "start the platform" in operate("trace --env local --request-id r-1")[2]
        (tmp_path / "logs").mkdir()
        (tmp_path / "logs" / "functions.log").write_text('a {"trace_id":"r-1"}\nb {"trace_id":"r-2"}\n')

        assert operate("trace --env local --request-id r-1")[1] == 'a {"trace_id":"r-1"}\n'
        assert "has no line about r-9" in operate("trace --env local --request-id r-9")[1]


class TestRecovery:
    def test_an_environment_that_adopts_works_on_the_others_tables_and_on_its_own_queues(self, tmp_path):
        sizes = tmp_path / "terraform" / "environments" / "recovery" / "common.tfvars"
        sizes.parent.mkdir(parents=True)
        sizes.write_text('environment = {\n  adopts              = "prod" # copies\n}\n')
        cloud = Cloud("recovery", tmp_path)

        assert environments(tmp_path) == ["local", "recovery"]
        assert (cloud.table("sites"), cloud.name("mail-dlq")) == ("bbws-sites-prod", "bbws-mail-dlq-recovery")

    def test_every_other_environment_works_on_its_own(self, root):
        assert Cloud("dev", root).table("sites") == "bbws-sites-dev"


class TestLocal:
    def test_finds_the_embedded_aws_by_the_handout(self, aws, operate, queues, monkeypatch, tmp_path):
        monkeypatch.delenv("AWS_ENDPOINT_URL")
        monkeypatch.setenv("BBWS_LOCAL", str(tmp_path))
        assert "start the platform" in operate("dead-letters-show --env local --queue mail-dlq")[2]
        (tmp_path / "aws.json").write_text(json.dumps({"endpoint": aws}))

        assert "there is no queue bbws-mail-dlq-local" in operate("dead-letters-show --env local --queue mail-dlq")[2]


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
    def fleet(self, cloud, root):
        """Every function that holds a generated key, with its alias."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("m.py", "def handler(event, context): ...")
        names = [f"bbws-{one.name}-dev" for one in functions(root) if one.settings & GENERATED]

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

    def test_functions_deployed_after_the_keys_carry_them(self, operate, secret, fleet):
        fleet()

        code, told, _ = operate("keys --env dev")
        assert code == 0
        assert "bbws/settings/dev: cursor_key, invitation_key, log_hash_key\n" in told
        assert "edition 1, declared 1\n" in told
        assert "still with" not in told

    def test_functions_deployed_before_them_are_named_with_their_stack(self, cloud, operate, secret, fleet):
        import time

        fleet()
        time.sleep(1.1)  # LastModified has whole seconds
        cloud.secretsmanager.put_secret_value(SecretId=secret, SecretString='{"a": "b"}')

        told = operate("keys --env dev")[1]
        assert (
            "sites-reconciler still with the keys before: `make deploy stack=sites-service env=dev`, then shift\n"
            in told
        )
        assert "{" not in told

    def test_an_environment_without_keys_is_told_which_stack(self, operate):
        assert "make deploy stack=keys env=sit" in operate("keys --env sit")[2]

    def test_a_missing_function_is_told(self, operate, secret):
        assert "apply its stack first" in operate("keys --env dev")[2]

    def test_local_keys_are_not_rotated(self, operate):
        """An emulated AWS on which the stacks were applied has keys of its own; `make run` has none."""
        assert "are not rotated" in operate("keys --env local")[1]

    def test_the_generated_keys_are_those_of_the_stack(self, root):
        text = (root / "terraform" / "stacks" / "keys" / "main.tf").read_text()

        assert all(f'"{name}"' in text for name in GENERATED)
        assert text.count('_key"') == len(GENERATED)

    def test_an_edition_is_declared_beside_the_sizes(self, tmp_path):
        assert declared_edition(tmp_path, "dev") == "1"
        (tmp_path / "terraform" / "environments" / "dev").mkdir(parents=True)
        (tmp_path / "terraform" / "environments" / "dev" / "keys.tfvars").write_text("edition = 2 # leaked\n")

        assert declared_edition(tmp_path, "dev") == "2"


class TestAlarms:
    @pytest.fixture
    def ring(self, cloud):
        """Makes an alarm ring."""
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

    def test_tells_what_rings_here_and_where_to_go_on(self, operate, ring):
        page = (
            "page: something above 0. What to do: https://github.com/o/n/blob/main/docs/runbooks/alarms.md#mail-bounces"
        )
        ring("bbws-mail-bounce-rate-dev", page)
        for name in ("bbws-sites-api-errors-dev", "bbws-mail-dlq-filled-sit"):
            ring(name)

        lines = [line.split() for line in operate("alarms --env dev")[1].splitlines()]
        assert [(line[0], line[-1]) for line in lines[1:]] == [
            ("bbws-mail-bounce-rate-dev", "docs/runbooks/alarms.md#mail-bounces"),
            ("bbws-sites-api-errors-dev", "docs/runbooks/troubleshoot.md"),
        ]

    def test_silence_is_said_in_words(self, operate):
        assert operate("alarms --env prod")[1] == "no alarm of prod rings\n"
