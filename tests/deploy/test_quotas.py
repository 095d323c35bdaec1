"""A new account's quotas are read before anything is applied, and what is missing is requested once."""

from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError

from deploy import quotas
from deploy.__main__ import main
from deploy.quotas import Account, Quota, list_needed, report

VALUES = {"L-3032A538": 6.0, "L-F678F1CE": 5.0, "L-FE5A380F": 5.0, "L-0263D0A3": 5.0, "L-7EED9B64": 100.0}


class FakeQuotas:
    """Service Quotas of an account that was never changed, as issue terraform-provider-aws#19745 describes it."""

    def __init__(self, applied: dict[str, float]) -> None:
        self.applied, self.requests = applied, []
        self.exceptions = SimpleNamespace(NoSuchResourceException=ClientError)

    def get_service_quota(self, ServiceCode, QuotaCode):  # noqa: N803 - boto3 writes it so
        if QuotaCode not in self.applied:
            raise ClientError({"Error": {"Code": "NoSuchResourceException"}}, "GetServiceQuota")
        return {"Quota": {"Value": self.applied[QuotaCode]}}

    def get_aws_default_service_quota(self, ServiceCode, QuotaCode):  # noqa: N803
        return {"Quota": {"Value": {**VALUES, "L-B99A9384": 1000.0}[QuotaCode]}}

    def get_paginator(self, name):
        assert name == "list_requested_service_quota_change_history_by_quota"
        return SimpleNamespace(
            paginate=lambda **asked: [
                {"RequestedQuotas": [it for it in self.requests if it["QuotaCode"] == asked["QuotaCode"]]}
            ]
        )

    def request_service_quota_increase(self, ServiceCode, QuotaCode, DesiredValue):  # noqa: N803
        self.requests.append({"QuotaCode": QuotaCode, "DesiredValue": DesiredValue, "Status": "PENDING"})


@pytest.fixture
def aws(monkeypatch):
    """A new account: 10 executions of functions, 6 vCPUs, mail to verified addresses only."""
    functions = SimpleNamespace(get_account_settings=lambda: {"AccountLimit": {"ConcurrentExecutions": 10}})
    mail = SimpleNamespace(quota=200.0)
    mail.get_send_quota = lambda: {"Max24HourSend": mail.quota}
    made = SimpleNamespace(quotas=FakeQuotas({}), functions=functions, mail=mail)
    clients = {"service-quotas": made.quotas, "lambda": functions, "ses": mail}
    monkeypatch.setattr(boto3, "client", lambda name, region: clients[name])
    return made


def test_a_new_account_is_told_what_it_lacks(aws, capsys):
    assert main(["check-quotas", "--env", "dev"]) == 1

    said = capsys.readouterr().err
    assert "Lambda: concurrent executions: has 10, needs " in said
    assert (
        "Fargate: vCPUs on demand: has 6, needs 14 (28 tasks of STANDARD: 10 tenants, one at its most); not requested"
        in said
    )
    assert "VPC: networks per Region: has 5, needs 2\n" in said
    assert "SES: 200 mails per day to verified addresses only" in said
    assert aws.quotas.requests == []


def test_what_is_missing_is_requested_once(aws, capsys):
    assert main(["check-quotas", "--env", "prod", "--ask"]) == 1
    assert "14 requested now" in capsys.readouterr().err
    assert main(["check-quotas", "--env", "prod", "--ask"]) == 1
    assert "14 requested, AWS has not decided" in capsys.readouterr().err

    assert sorted(it["QuotaCode"] for it in aws.quotas.requests) == ["L-3032A538", "L-B99A9384"]


def test_a_request_that_asked_for_less_or_was_denied_is_made_again(aws):
    quota = Quota("Fargate", "fargate", "L-3032A538", 14, "")
    account = Account(aws.quotas, aws.functions, aws.mail)
    aws.quotas.requests = [
        {"QuotaCode": quota.code, "DesiredValue": 10.0, "Status": "PENDING"},
        {"QuotaCode": quota.code, "DesiredValue": 20.0, "Status": "DENIED"},
    ]

    list(report(account, [quota], ask=True))
    assert aws.quotas.requests[-1]["DesiredValue"] == 14.0


def test_an_account_with_enough_passes(aws, capsys):
    aws.quotas.applied = {"L-3032A538": 100.0}
    aws.functions.get_account_settings = lambda: {"AccountLimit": {"ConcurrentExecutions": 1000}}
    aws.mail.quota = 50_000.0

    assert main(["check-quotas", "--env", "prod", "--tenants", "20", "--sites", "4"]) == 0
    assert "SES: sends to everybody" in capsys.readouterr().out


def test_needs_come_from_what_is_declared(root):
    dev, prod = ({it.code: it for it in list_needed(root, name, 10, "STANDARD", 5)} for name in ("dev", "prod"))

    assert prod["L-B99A9384"].needed - dev["L-B99A9384"].needed == 500 - 50  # throttle.rate of common.tfvars
    assert (dev["L-0263D0A3"].needed, prod["L-0263D0A3"].needed) == (1, 2)  # nat_zones
    assert list_needed(root, "dev", 1, "ENTERPRISE", 5)[1].needed == 20  # ten tasks of 2 vCPU
    assert dev["L-7EED9B64"].needed == 10 * 6  # docs/decisions/0045
    assert quotas._count_workers(root) > 50  # sqs-consumers alone declares 10
