"""The local Fargate on the real edge: what AWS clients and rules see of its work."""

import json
import socket

import pytest

from local_platform.aws import EmbeddedAws
from local_platform.clients import Aws
from local_platform.fargate import Faults, LocalFargate
from local_platform.fargate.testing import ARCHITECTURE, HURRY, FakeRuntime, until

CLUSTER = "bbws-cluster-local"
NAME = "tenant-abc-wordpress"


@pytest.fixture
def embedded(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    embedded = EmbeddedAws(tmp_path / "aws", port, checkpoint_seconds=0.1)
    embedded.start()
    yield embedded
    embedded.stop(kill=True)


@pytest.fixture
def aws(embedded):
    aws = Aws(f"http://127.0.0.1:{embedded.port}")
    aws("ecs").create_cluster(clusterName=CLUSTER)
    yield aws
    for service in ("ecs", "events", "secretsmanager", "sqs"):
        aws(service).close()


@pytest.fixture
def runtime():
    return FakeRuntime()


@pytest.fixture
def fargate(aws, runtime, tmp_path):
    ports, state = range(18350, 18370), tmp_path / "fargate"
    fargate = LocalFargate(aws.endpoint, runtime, state, ports, Faults(), architecture=ARCHITECTURE, timing=HURRY)
    fargate.start()
    yield fargate
    fargate.stop(2)


@pytest.fixture
def definition(aws):
    """A registered task definition with a secret; the registering function, for more revisions."""
    nobody = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = aws("iam").create_role(RoleName="execution", AssumeRolePolicyDocument=nobody)["Role"]["Arn"]
    secret = aws("secretsmanager").create_secret(Name="bbws/wp/t/wp-db", SecretString='{"password": "p4ss"}')["ARN"]

    def register():
        wordpress = {
            "name": "wordpress",
            "image": "bbws-wordpress:6",
            "environment": [{"name": "WORDPRESS_DB_NAME", "value": "tenant_abc_db"}],
            "secrets": [{"name": "WORDPRESS_DB_PASSWORD", "valueFrom": f"{secret}:password::"}],
        }
        answer = aws("ecs").register_task_definition(
            family=NAME,
            cpu="512",
            memory="1024",
            executionRoleArn=role,
            runtimePlatform={"cpuArchitecture": ARCHITECTURE, "operatingSystemFamily": "LINUX"},
            containerDefinitions=[wordpress],
        )
        return answer["taskDefinition"]["taskDefinitionArn"]

    register()
    return register


@pytest.fixture
def events(aws):
    """Everything of source aws.ecs that reached a rule's queue so far."""
    url = aws("sqs").create_queue(QueueName="ecs-events")["QueueUrl"]
    arn = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    aws("events").put_rule(Name="ecs", EventPattern='{"source": ["aws.ecs"]}')
    aws("events").put_targets(Rule="ecs", Targets=[{"Id": "queue", "Arn": arn}])
    received = []

    def receive():
        messages = aws("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        received.extend(json.loads(message["Body"]) for message in messages)
        for message in messages:
            aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return received

    return receive


@pytest.fixture
def service(aws, definition, fargate):
    """A service with two tasks, steady; answers its description."""
    aws("ecs").create_service(cluster=CLUSTER, serviceName=NAME, taskDefinition=NAME, desiredCount=2)

    def describe():
        return aws("ecs").describe_services(cluster=CLUSTER, services=[NAME])["services"][0]

    until(lambda: describe()["deployments"][0]["rolloutState"] == "COMPLETED", "the first deployment")
    return describe


def names(events):
    return [event["detail"]["eventName"] for event in events if "eventName" in event["detail"]]


def test_describe_services_and_tasks_tell_the_truth(aws, runtime, service):
    assert (service()["runningCount"], service()["pendingCount"]) == (2, 0)
    arns = aws("ecs").list_tasks(cluster=CLUSTER, serviceName=NAME)["taskArns"]
    tasks = aws("ecs").describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"]
    assert [(task["lastStatus"], task["version"]) for task in tasks] == [("RUNNING", 3)] * 2
    assert runtime.processes[0].env["WORDPRESS_DB_PASSWORD"] == "p4ss"


def test_events_reach_the_target_of_a_rule(aws, events, service):
    aws("ecs").update_service(cluster=CLUSTER, service=NAME, desiredCount=0)
    until(lambda: names(events()).count("SERVICE_STEADY_STATE") == 2, "steady at none")
    received = events()
    assert {event["detail-type"] for event in received} == {
        "ECS Task State Change",
        "ECS Service Action",
        "ECS Deployment State Change",
    }
    assert {event["source"] for event in received} == {"aws.ecs"}
    assert service()["runningCount"] == 0


def test_a_new_revision_is_rolled_out(aws, runtime, definition, service):
    aws("ecs").update_service(cluster=CLUSTER, service=NAME, taskDefinition=definition())
    until(lambda: [process.alive() for process in runtime.processes] == [False, False, True, True])
    until(lambda: [d["rolloutState"] for d in service()["deployments"]] == ["COMPLETED"])


def test_a_one_off_task_ends_with_the_exit_code_of_its_command(aws, runtime, definition, fargate):
    runtime.exit_code = 3
    overrides = {"containerOverrides": [{"name": "wordpress", "command": ["php", "job.php", "job-1"]}]}
    started = aws("ecs").run_task(cluster=CLUSTER, taskDefinition=NAME, overrides=overrides)["tasks"][0]

    def task():
        return aws("ecs").describe_tasks(cluster=CLUSTER, tasks=[started["taskArn"]])["tasks"][0]

    until(lambda: task()["lastStatus"] == "STOPPED", "the end of the job")
    assert task()["containers"][0]["exitCode"] == 3
    assert [command for _, _, command in runtime.jobs] == [["php", "job.php", "job-1"]]


def test_carries_on_when_the_embedded_aws_was_killed(aws, embedded, runtime, fargate, service):
    """A task that crashed while it was away, its secrets out of reach, is replaced as soon as it is back."""
    embedded.stop(kill=True)
    until(lambda: fargate.status()["edge"] == "away")
    runtime.processes[0].killed = True
    until(lambda: len(fargate.status()["services"][0]["ports"]) == 1, "the crash seen")
    embedded.start()
    until(lambda: len(runtime.processes) == 3 and service()["runningCount"] == 2, "the replacement")
    aws("ecs").update_service(cluster=CLUSTER, service=NAME, desiredCount=1)
    until(lambda: service()["runningCount"] == 1 and len(runtime.running) == 1, "the command after the restart")


def test_a_deleted_service_leaves_no_process(aws, events, runtime, fargate, service):
    aws("ecs").delete_service(cluster=CLUSTER, service=NAME, force=True)
    until(lambda: "SERVICE_DELETED" in names(events()))
    assert not runtime.running
