"""The edge, in front of a real MiniStack: the state of ECS, events, faults, workers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from local_platform.aws import EmbeddedAws
from local_platform.clients import Aws
from local_platform.manifest import read_platform
from local_platform.names import full_name
from local_platform.package import Packager
from local_platform.provision.deployment import Deployment
from local_platform.testing import free_port_block, wait_for

TINY = Path(__file__).parents[1] / "fixtures" / "tiny"
CLUSTER = full_name("cluster")
API, RELAY = "bbws-notes-api-local", "bbws-notes-relay-local"

type Edge = Callable[..., Any]


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedAws]:
    running = EmbeddedAws(tmp_path_factory.mktemp("edge") / "aws", free_port_block(), checkpoint_seconds=0.1)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def aws(process: EmbeddedAws) -> Aws:
    return Aws(f"http://127.0.0.1:{process.port}")


@pytest.fixture(scope="module")
def deployment(aws: Aws) -> Deployment:
    addresses = {"front": "http://127.0.0.1:1", "public": "http://localhost:1"}
    made = Deployment(aws, read_platform(TINY), Packager(TINY, layer=TINY), addresses)
    made.run(lambda _step: None)
    return made


@pytest.fixture(scope="module")
def edge(aws: Aws) -> Edge:
    """Calls a route of the edge; a body makes it a POST."""

    def call(path: str, body: Any = None) -> Any:
        method = "GET" if body is None else "POST"
        answer = httpx.request(method, f"{aws.endpoint}/_edge/{path}", json=body, timeout=30, trust_env=False)
        return answer.raise_for_status().json()

    return call


@pytest.fixture
def service(aws: Aws, deployment: Deployment, request: pytest.FixtureRequest) -> str:
    """The name of a fresh ECS service that wants two tasks."""
    name = f"tenant-{abs(hash(request.node.name)) % 10**10}-wordpress"
    container = {"name": "wordpress", "image": "x", "environment": [{"name": "A", "value": "1"}]}
    aws("ecs").register_task_definition(family=name, containerDefinitions=[container])
    tags = [{"key": "TenantId", "value": "t1"}]
    aws("ecs").create_service(cluster=CLUSTER, serviceName=name, taskDefinition=name, desiredCount=2, tags=tags)
    return name


def described(aws: Aws, name: str) -> dict[str, Any]:
    return dict(aws("ecs").describe_services(cluster=CLUSTER, services=[name])["services"][0])


def test_a_new_service_runs_nothing_until_told(aws: Aws, service: str) -> None:
    found = described(aws, service)
    [deployment] = found["deployments"]
    assert (found["desiredCount"], found["runningCount"], found["pendingCount"]) == (2, 0, 2)
    assert deployment["rolloutState"] == "IN_PROGRESS"


def test_the_report_is_what_describe_services_tells(aws: Aws, edge: Edge, service: str) -> None:
    report = {"name": service, "runningCount": 2, "pendingCount": 0, "rolloutState": "COMPLETED"}
    assert edge("ecs/services", {"services": [report, {**report, "name": "nobody"}]}) == {"applied": [service]}
    found = described(aws, service)
    assert (found["runningCount"], found["pendingCount"]) == (2, 0)
    assert found["deployments"][0]["rolloutState"] == "COMPLETED"
    assert "steady state" in found["events"][0]["message"]


def test_a_changed_service_begins_a_deployment_that_keeps_the_old_until_told(
    aws: Aws, edge: Edge, service: str
) -> None:
    done = {"name": service, "runningCount": 2, "pendingCount": 0, "rolloutState": "COMPLETED"}
    edge("ecs/services", {"services": [done]})
    first = described(aws, service)["deployments"][0]["id"]
    aws("ecs").update_service(cluster=CLUSTER, service=service, forceNewDeployment=True)
    fresh, old = described(aws, service)["deployments"]
    assert (fresh["rolloutState"], old["id"]) == ("IN_PROGRESS", first)
    stale = {**done, "deploymentId": first}  # a report on the deployment before says nothing of the new one
    edge("ecs/services", {"services": [stale]})
    assert described(aws, service)["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    edge("ecs/services", {"services": [{**done, "deploymentId": fresh["id"]}]})
    assert [one["id"] for one in described(aws, service)["deployments"]] == [fresh["id"]]


def test_fargate_sees_what_is_wanted(edge: Edge, service: str) -> None:
    found = next(one for one in edge("ecs/services")["services"] if one["name"] == service)
    assert found["desiredCount"] == 2
    assert found["tags"] == [{"key": "TenantId", "value": "t1"}]
    assert found["taskDefinition"]["containerDefinitions"][0]["environment"] == [{"name": "A", "value": "1"}]


def test_a_one_off_task_waits_for_fargate_and_is_stopped_by_it(aws: Aws, edge: Edge, service: str) -> None:
    override = {"containerOverrides": [{"name": "wordpress", "command": ["php", "job.php", "1"]}]}
    started = aws("ecs").run_task(cluster=CLUSTER, taskDefinition=service, overrides=override)["tasks"][0]
    arn = started["taskArn"]
    assert started["lastStatus"] == "PROVISIONING"
    waiting = {task["taskArn"]: task for task in edge("ecs/services")["tasks"]}
    assert waiting[arn]["overrides"] == override
    assert waiting[arn]["taskDefinitionDetail"]["family"] == service
    stopping = aws("ecs").stop_task(cluster=CLUSTER, task=arn, reason="enough")["task"]
    assert (stopping["lastStatus"], stopping["desiredStatus"]) == ("PROVISIONING", "STOPPED")
    edge("ecs/tasks", {"tasks": [{"taskArn": arn, "lastStatus": "STOPPED", "exitCode": 137}]})
    ended = aws("ecs").describe_tasks(cluster=CLUSTER, tasks=[arn])["tasks"][0]
    assert (ended["lastStatus"], ended["stoppedReason"]) == ("STOPPED", "enough")
    assert ended["containers"][0]["exitCode"] == 137
    assert arn not in {task["taskArn"] for task in edge("ecs/services")["tasks"]}
    assert aws("ecs").stop_task(cluster=CLUSTER, task=arn)["task"]["lastStatus"] == "STOPPED"


FARGATE: dict[str, Any] = {
    "family": "refused",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "wordpress", "image": "x", "portMappings": [{"containerPort": 8080}]}],
}
NETWORK: dict[str, Any] = {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}


def test_a_size_that_fargate_does_not_have_is_refused(aws: Aws, deployment: Deployment) -> None:
    with pytest.raises(ClientError, match=r"ClientException.*No Fargate configuration exists for given values: 256"):
        aws("ecs").register_task_definition(**FARGATE | {"memory": "8192"})


def test_a_service_waits_for_a_rule_to_its_target_group(aws: Aws, edge: Edge, deployment: Deployment) -> None:
    aws("ecs").register_task_definition(**FARGATE)
    elb = aws("elbv2")
    balancer = elb.create_load_balancer(Name="refusals", Subnets=["subnet-1"])["LoadBalancers"][0]["LoadBalancerArn"]
    asked = {"Name": "refusals", "Protocol": "HTTP", "Port": 8080, "VpcId": "vpc-1", "TargetType": "ip"}
    group = elb.create_target_group(**asked)["TargetGroups"][0]["TargetGroupArn"]
    answer = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]
    listener = elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=answer)
    place = {"ListenerArn": listener["Listeners"][0]["ListenerArn"], "Priority": 100}
    host = {"Field": "host-header", "HostHeaderConfig": {"Values": ["tenant-abc.localhost"]}}
    rule = place | {"Conditions": [host], "Actions": [{"Type": "forward", "TargetGroupArn": group}]}
    to_group = [{"targetGroupArn": group, "containerName": "wordpress", "containerPort": 8080}]
    service = {"cluster": CLUSTER, "serviceName": "refused", "taskDefinition": "refused", "desiredCount": 0}
    service |= {"launchType": "FARGATE", "networkConfiguration": NETWORK, "loadBalancers": to_group}

    with pytest.raises(ClientError, match=r"InvalidParameterException.*does not have an associated load balancer"):
        aws("ecs").create_service(**service)
    elb.create_rule(**rule)
    with pytest.raises(ClientError, match="PriorityInUse"):
        elb.create_rule(**rule)
    assert aws("ecs").create_service(**service)["service"]["status"] == "ACTIVE"
    seen = {it["name"]: it["hosts"] for it in edge("ecs/services")["services"]}
    assert seen["refused"] == ["tenant-abc.localhost"]


def test_a_name_that_is_too_long_is_refused(aws: Aws, deployment: Deployment) -> None:
    with pytest.raises(ClientError, match=r"Target group name 'a{33}' cannot be longer than '32' characters"):
        aws("elbv2").create_target_group(Name="a" * 33, Protocol="HTTP", Port=80, VpcId="vpc-1")
    with pytest.raises(ClientError, match="cannot be longer than '32'"):
        aws("elbv2").create_load_balancer(Name="a" * 33, Subnets=["subnet-1"])
    with pytest.raises(ClientError, match="Member must have length less than or equal to 64"):
        aws("iam").create_role(RoleName="a" * 65, AssumeRolePolicyDocument="{}")


def test_fargate_sees_why_a_task_cannot_start(aws: Aws, edge: Edge, deployment: Deployment) -> None:
    """Each of the parts is created in turn; the reason is always the next one that is missing."""
    role = "bbws-tenant-of-refusals"
    system = aws("efs").create_file_system(CreationToken="refusals")["FileSystemId"]
    volume = {"name": "content", "efsVolumeConfiguration": {"fileSystemId": system, "rootDirectory": "/tenant-abc"}}
    log = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/refusals", "awslogs-region": "af-south-1"}}
    secret = "arn:aws:secretsmanager:af-south-1:000000000000:secret:none"
    [container] = FARGATE["containerDefinitions"]
    container = container | {"logConfiguration": log, "secrets": [{"name": "A", "valueFrom": f"{secret}:key::"}]}
    arn = f"arn:aws:iam::000000000000:role/{role}"
    parts = {"containerDefinitions": [container], "volumes": [volume], "executionRoleArn": arn, "family": "parts"}

    def reason() -> str | None:
        answer = aws("ecs").register_task_definition(**FARGATE | parts)["taskDefinition"]["taskDefinitionArn"]
        task = aws("ecs").run_task(
            cluster=CLUSTER, taskDefinition=answer, launchType="FARGATE", networkConfiguration=NETWORK
        )["tasks"][0]["taskArn"]
        seen = {it["taskArn"]: it["taskDefinitionDetail"]["startFailure"] for it in edge("ecs/services")["tasks"]}
        return seen[task]  # type: ignore[no-any-return]

    assert "unable to assume the role" in (reason() or "")
    aws("iam").create_role(RoleName=role, AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}')
    assert "failed to fetch secret" in (reason() or "")
    found = aws("secretsmanager").create_secret(Name="refusals", SecretString="{}")["ARN"]
    container["secrets"] = [{"name": "A", "valueFrom": f"{found}:key::"}]
    assert "log group does not exist" in (reason() or "")
    aws("logs").create_log_group(logGroupName="/ecs/refusals")
    assert "/tenant-abc failed, reason given by server: No such file or directory" in (reason() or "")
    made = {"Path": "/tenant-abc", "CreationInfo": {"OwnerUid": 33, "OwnerGid": 33, "Permissions": "755"}}
    aws("efs").create_access_point(ClientToken="refusals", FileSystemId=system, RootDirectory=made)
    assert reason() is None


def test_events_of_aws_itself_reach_the_rules(aws: Aws, edge: Edge, deployment: Deployment) -> None:
    entry = {"Source": "aws.ecs", "DetailType": "ECS Task State Change", "Detail": json.dumps({"version": 7})}
    assert edge("aws-events", {"events": [entry]})["answer"]["FailedEntryCount"] == 0
    wait_for(lambda: [text for text in texts(aws) if '"version": 7' in text])


def test_calls_are_throttled_and_delayed_on_request(aws: Aws, edge: Edge, deployment: Deployment) -> None:
    edge("faults", {"throttle": {"DynamoDB": 1}})
    with pytest.raises(ClientError, match="Throttling"):
        texts(aws)
    aws("sqs").list_queues()
    edge("faults", {})
    texts(aws)


def test_a_worker_is_warmed_killed_and_started_again(aws: Aws, edge: Edge, deployment: Deployment) -> None:
    assert edge("functions/warm", {"functions": [API]}) == {"failed": {}}
    edge("functions/kill", {"function": API})
    answer = aws("lambda").invoke(FunctionName=RELAY, Payload=json.dumps({"Records": []}))
    assert answer["StatusCode"] == 200


def test_a_function_that_cannot_start_is_told(aws: Aws, edge: Edge, deployment: Deployment) -> None:
    aws("lambda").update_function_configuration(FunctionName=API, Handler="notes.nothing.here")
    assert "No module named" in edge("functions/warm", {"functions": [API]})["failed"][API]
    aws("lambda").update_function_configuration(FunctionName=API, Handler="notes.main.lambda_handler")


@pytest.mark.parametrize(("path", "status"), [("nothing", 404), ("ecs/tasks", 400)])
def test_the_edge_refuses_what_it_does_not_know(aws: Aws, path: str, status: int) -> None:
    answer = httpx.post(f"{aws.endpoint}/_edge/{path}", json={"wrong": 1}, timeout=5, trust_env=False)
    assert answer.status_code == status


def test_terraforms_client_is_answered_late(aws: Aws) -> None:
    agent = {"User-Agent": "APN/1.0 HashiCorp/1.0 Terraform/1.11"}
    answer = httpx.get(f"{aws.endpoint}/_ministack/ready", headers=agent, timeout=5, trust_env=False)
    assert answer.elapsed.total_seconds() > 0.004


def test_a_second_deployment_changes_nothing(deployment: Deployment) -> None:
    assert deployment.run(lambda _step: None).changed == ()


def test_stop_keeps_what_was_just_written(aws: Aws, process: EmbeddedAws, deployment: Deployment) -> None:
    """A graceful stop saves all: items, mail and what the streams have still to deliver."""
    aws("ses").verify_email_identity(EmailAddress="a@b.example")
    mail = {"Subject": {"Data": "Kept"}, "Body": {"Text": {"Data": "x"}}}
    aws("ses").send_email(Source="a@b.example", Destination={"ToAddresses": ["c@d.example"]}, Message=mail)
    process.restart()
    shown = httpx.get(f"{aws.endpoint}/_ministack/ses/messages", timeout=5, trust_env=False).json()["messages"]
    assert [one["Subject"] for one in shown["000000000000"]] == ["Kept"]
    item = {"PK": {"S": "NOTE"}, "SK": {"S": "OUTBOX#after"}, "text": {"S": "x"}, "at": {"S": "1"}}
    aws("dynamodb").put_item(TableName=full_name("notes"), Item=item)
    wait_for(lambda: "OUTBOX#after" in texts(aws))


def texts(aws: Aws) -> list[str]:
    """The texts of all notes."""
    return [item["text"]["S"] for item in aws("dynamodb").scan(TableName=full_name("notes"))["Items"]]


OTHER_PAGES = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://karoo.localhost:8080"},
    {"Origin": "null"},
    {"Host": "rebound.example"},
]


@pytest.mark.parametrize("path", ["/_edge/ecs/services", "/_ministack/ses/messages", "/"])
@pytest.mark.parametrize("headers", OTHER_PAGES)
def test_pages_of_other_sites_cannot_use_the_embedded_aws(aws: Aws, path: str, headers: dict[str, str]) -> None:
    """MiniStack asks for no credentials, and lets every origin read; this machine's own programs go on."""
    refused = httpx.get(f"{aws.endpoint}{path}", headers=headers, timeout=10, trust_env=False)
    assert (refused.status_code, refused.headers.get("access-control-allow-origin")) == (403, None)
    own = httpx.get(f"{aws.endpoint}{path}", headers={"Origin": aws.endpoint}, timeout=10, trust_env=False)
    assert own.status_code != 403


@pytest.mark.parametrize("path", ["/_aws/execute-api/none/$default/v1.0", "/oauth2/token"])
def test_portals_reach_the_api_and_exchange_the_code_of_a_sign_in(aws: Aws, path: str) -> None:
    answer = httpx.post(f"{aws.endpoint}{path}", headers=OTHER_PAGES[0], timeout=10, trust_env=False)
    assert answer.status_code in (400, 404)
