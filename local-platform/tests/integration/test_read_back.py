"""Terraform reads back what it wrote to the embedded AWS; otherwise every plan would change it."""

from collections.abc import Iterator

import httpx
import pytest

from local_platform.aws import EmbeddedAws
from local_platform.clients import Aws
from local_platform.testing import free_port_block


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    process = EmbeddedAws(tmp_path_factory.mktemp("edge") / "aws", free_port_block())
    process.start()
    yield Aws(f"http://127.0.0.1:{process.port}")
    process.stop()


def test_an_alarm_says_what_it_looks_at_and_whom_it_tells(aws: Aws):
    """In the Query protocol, which Terraform's provider speaks and boto3 does not."""
    for name in ("bbws-a", "bbws-a-b"):
        aws("cloudwatch").put_metric_alarm(
            AlarmName=name,
            AlarmDescription="Errors & throttles",
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Dimensions=[{"Name": "FunctionName", "Value": name}],
            Statistic="Sum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=5,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="notBreaching",
            AlarmActions=["arn:aws:sns:af-south-1:000000000000:alarms"],
        )
    credential = "AWS4-HMAC-SHA256 Credential=local/20260101/af-south-1/monitoring/aws4_request"
    asked = {"Action": "DescribeAlarms", "Version": "2010-08-01", "AlarmNames.member.1": "bbws-a"}
    answered = httpx.post(aws.endpoint, data=asked, headers={"Authorization": credential}, trust_env=False).text

    assert answered.count("<AlarmDescription>Errors &amp; throttles</AlarmDescription>") == 1
    assert "<Dimensions><member><Name>FunctionName</Name><Value>bbws-a</Value></member></Dimensions>" in answered
    assert "<Statistic>Sum</Statistic><Period>300</Period><TreatMissingData>notBreaching</TreatMissingData>" in answered
    assert "<ActionsEnabled>true</ActionsEnabled>" in answered
    assert "<AlarmActions><member>arn:aws:sns:af-south-1:000000000000:alarms</member></AlarmActions>" in answered


def test_only_a_jwt_authorizer_has_a_jwt_configuration(aws: Aws):
    gateway = aws("apigatewayv2")
    api = gateway.create_api(Name="read-back", ProtocolType="HTTP")["ApiId"]
    common = {"ApiId": api, "Name": "caller", "IdentitySource": ["$request.header.Authorization"]}
    jwt = {"Audience": ["portal"], "Issuer": "https://issuer.example"}
    gateway.create_authorizer(**common, AuthorizerType="REQUEST", AuthorizerPayloadFormatVersion="2.0")
    gateway.create_authorizer(**common, AuthorizerType="JWT", JwtConfiguration=jwt)

    found = {it["AuthorizerType"]: it.get("JwtConfiguration") for it in gateway.get_authorizers(ApiId=api)["Items"]}
    assert found == {"REQUEST": None, "JWT": jwt}


def test_an_endpoint_knows_its_groups_and_its_name(aws: Aws):
    ec2 = aws("ec2")
    network = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="inside", Description="inside", VpcId=network)["GroupId"]
    ec2.create_vpc_endpoint(
        VpcId=network,
        ServiceName="com.amazonaws.af-south-1.secretsmanager",
        VpcEndpointType="Interface",
        SecurityGroupIds=[group],
        PrivateDnsEnabled=True,
    )

    (found,) = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    assert ([it["GroupId"] for it in found["Groups"]], found["PrivateDnsEnabled"]) == ([group], True)


def test_a_rule_that_was_there_before_takes_the_new_ones_words(aws: Aws):
    """Every group begins with a rule that lets everything out; Terraform declares the same with words of its own."""
    ec2 = aws("ec2")
    group = ec2.create_security_group(GroupName="outside", Description="outside")["GroupId"]
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "the world"}]}
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[everything])

    (found,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert [it["IpRanges"] for it in found["IpPermissionsEgress"]] == [everything["IpRanges"]]


def test_a_database_knows_the_logs_that_it_hands_out(aws: Aws):
    made = aws("rds").create_db_instance(
        DBInstanceIdentifier="read-back",
        DBInstanceClass="db.t3.micro",
        Engine="mysql",
        MasterUsername="bbws",
        MasterUserPassword="not-a-secret",
        AllocatedStorage=20,
        EnableCloudwatchLogsExports=["error", "slowquery"],
    )["DBInstance"]["DBInstanceIdentifier"]

    (found,) = aws("rds").describe_db_instances(DBInstanceIdentifier=made)["DBInstances"]
    assert found["EnabledCloudwatchLogsExports"] == ["error", "slowquery"]


def test_a_database_that_keeps_its_masters_password_names_the_secret(aws: Aws):
    made = aws("rds").create_db_instance(
        DBInstanceIdentifier="managed",
        DBInstanceClass="db.t3.micro",
        Engine="mysql",
        MasterUsername="bbws",
        ManageMasterUserPassword=True,
        MasterUserSecretKmsKeyId="alias/ours",
        AllocatedStorage=20,
    )["DBInstance"]["DBInstanceIdentifier"]

    (found,) = aws("rds").describe_db_instances(DBInstanceIdentifier=made)["DBInstances"]
    assert found["MasterUserSecret"]["KmsKeyId"] == "alias/ours"
    secret = found["MasterUserSecret"]["SecretArn"]
    assert '"username": "bbws"' in aws("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
    aws("rds").delete_db_instance(DBInstanceIdentifier=made, SkipFinalSnapshot=True)
    with pytest.raises(aws("secretsmanager").exceptions.ResourceNotFoundException):
        aws("secretsmanager").describe_secret(SecretId=secret)
