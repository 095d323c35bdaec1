"""Completes MiniStack's answers with fields it was given, so that a second `terraform apply` finds no difference."""

import json
import secrets
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import apigateway, cloudwatch, ec2, rds, secretsmanager

type Json = dict[str, Any]
type Answer = Any
"""A reply as MiniStack passes it on: status, headers, body."""

_describe_alarms = cloudwatch._describe_alarms
_create_authorizer = apigateway._create_authorizer
_create_endpoint, _endpoint_xml = ec2._create_vpc_endpoint, ec2._vpce_fields_xml
_authorize_egress = ec2._authorize_sg_egress
_create_database, _database_xml = rds._create_db_instance, rds._instance_xml
_delete_database = rds._delete_db_instance
_OK = 200
_EXPORTS = "EnabledCloudwatchLogsExports"
_MASTER = "MasterUserSecret"


def complete() -> None:
    """Patch the answers that lack fields, before anything is served."""
    cloudwatch._describe_alarms = _whole_alarms
    apigateway._create_authorizer = _plain_authorizer
    ec2._vpce_fields_xml = _whole_endpoint_xml
    ec2._ACTION_MAP |= {"CreateVpcEndpoint": _whole_endpoint, "AuthorizeSecurityGroupEgress": _fresh_egress}
    rds._instance_xml = _whole_database_xml
    rds._ACTION_MAP |= {"CreateDBInstance": _whole_database, "DeleteDBInstance": _delete_database_and_secret}


def _whole_alarms(params: Json, data: Json, is_cbor: bool, is_json: bool = False) -> Answer:
    """The Query protocol's answer leaves out the metric and the actions of an alarm."""
    status, headers, body = _describe_alarms(params, data, is_cbor, is_json)
    if is_cbor or is_json or status != _OK:
        return status, headers, body
    text = body.decode()
    for name, alarm in cloudwatch._alarms.items():
        opening = f"<member><AlarmName>{name}</AlarmName>"
        text = text.replace(opening, opening + _alarm_xml(alarm), 1)
    return status, headers, text.encode()


def _alarm_xml(alarm: Json) -> str:
    dimensions = [_xml("Name", it["Name"]) + _xml("Value", it["Value"]) for it in alarm["Dimensions"]]
    statistic = "ExtendedStatistic" if alarm.get("ExtendedStatistic") else "Statistic"  # of two, one
    fields = ("AlarmDescription", statistic, "Period", "TreatMissingData", "Unit")
    return (
        "".join(_xml(field, alarm[field]) for field in fields if alarm.get(field))
        + _xml("ActionsEnabled", str(alarm["ActionsEnabled"]).lower())
        + f"<Dimensions>{''.join(f'<member>{it}</member>' for it in dimensions)}</Dimensions>"
        + "".join(f"<{to}>{_members(alarm[to])}</{to}>" for to in ("AlarmActions", "OKActions"))
    )


def _plain_authorizer(api_id: str, data: Json) -> Answer:
    """Only a JWT authorizer has a JWT configuration."""
    answer = _create_authorizer(api_id, data)
    for authorizer in apigateway._authorizers.get(api_id, {}).values():
        if not authorizer.get("jwtConfiguration", True):
            del authorizer["jwtConfiguration"]
    return answer


def _whole_endpoint(params: Json) -> Answer:
    answer = _create_endpoint(params)
    newest = list(ec2._vpc_endpoints.values())[-1]
    newest["Groups"] = ec2._parse_member_list(params, "SecurityGroupId")
    newest["PrivateDnsEnabled"] = ec2._p(params, "PrivateDnsEnabled") or "false"
    return answer


def _whole_endpoint_xml(endpoint: Json, tag: str = "item") -> str:
    groups = "".join(f"<item>{_xml('groupId', group)}</item>" for group in endpoint.get("Groups", []))
    more = f"<groupSet>{groups}</groupSet>" + _xml("privateDnsEnabled", endpoint.get("PrivateDnsEnabled", "false"))
    end = f"</{tag}>"
    return str(_endpoint_xml(endpoint, tag=tag)).removesuffix(end) + more + end


def _fresh_egress(params: Json) -> Answer:
    """A rule that equals a group's first one takes its place, so that description and tags are the new one's."""
    group = ec2._security_groups.get(ec2._p(params, "GroupId"))
    if group:
        asked = ec2._parse_ip_permissions(params, "IpPermissions")
        kept = [it for it in group["IpPermissionsEgress"] if not any(ec2._rules_match(new, it) for new in asked)]
        group["IpPermissionsEgress"] = kept
    return _authorize_egress(params)


def _whole_database(params: Json) -> Answer:
    answer = _create_database(params)
    instance = rds._instances.get(rds._p(params, "DBInstanceIdentifier"))
    if instance:
        names = (f"EnableCloudwatchLogsExports.member.{number}" for number in range(1, 10))
        instance[_EXPORTS] = [params[name][0] for name in names if name in params]
        if rds._p(params, "ManageMasterUserPassword") == "true":
            instance[_MASTER] = _make_master_secret(instance, rds._p(params, "MasterUserSecretKmsKeyId"))
    return answer


def _make_master_secret(instance: Json, key: str) -> Json:
    """RDS keeps the master's password as a secret of its own; MiniStack does so for clusters only."""
    content = json.dumps({"username": instance["MasterUsername"], "password": secrets.token_hex()})
    arn = secretsmanager.create_secret_in_process(f"rds!db-{instance['DbiResourceId']}", content)
    return {"SecretArn": arn, "SecretStatus": "active", "KmsKeyId": key}


def _delete_database_and_secret(params: Json) -> Answer:
    instance = rds._instances.get(rds._p(params, "DBInstanceIdentifier")) or {}
    answer = _delete_database(params)
    if answer[0] == _OK:
        secretsmanager._secrets.pop(f"rds!db-{instance.get('DbiResourceId')}", None)
    return answer


def _whole_database_xml(instance: Json) -> str:
    exports = f"<{_EXPORTS}>{_members(instance.get(_EXPORTS, []))}</{_EXPORTS}>"
    secret = "".join(_xml(tag, value) for tag, value in instance.get(_MASTER, {}).items())
    more = exports + (f"<{_MASTER}>{secret}</{_MASTER}>" if secret else "")
    return str(_database_xml(instance)).replace(f"<{_EXPORTS}/>", more)


def _members(values: list[str]) -> str:
    return "".join(_xml("member", value) for value in values)


def _xml(tag: str, value: object) -> str:
    return f"<{tag}>{escape(str(value))}</{tag}>"
