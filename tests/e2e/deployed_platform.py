"""The local platform, except that Terraform's provider deploys it: what an emulator cannot run has its stand-ins."""

import os
from pathlib import Path
from typing import Any

from local_platform.aws import EmbeddedAws
from local_platform.console import Console
from local_platform.names import full_name
from local_platform.options import Options
from local_platform.provision.deployment import Deployed, Deployment
from local_platform.provision.identity import UserPool
from local_platform.supervisor import LocalPlatform
from local_platform.testing import RunningPlatform
from tests.e2e.account import Account
from tests.e2e.follower import Follower

TERRAFORM_CALLS = "terraform-calls.jsonl"


def options(running: RunningPlatform) -> Options:
    """The choices of a platform that people reach through `running`."""
    wordpress = {name: os.environ[name] for name in ("WORDPRESS",) if name in os.environ}
    chosen = {"PORT": str(running.port), "BBWS_LOCAL": str(running.state), "WATCH": "0"}
    return Options.from_environment(wordpress | chosen)


def emulator(choices: Options) -> EmbeddedAws:
    """An emulated AWS that saves its state at its end only: nobody kills it here."""
    return EmbeddedAws(
        choices.state / "aws",
        choices.aws_port,
        checkpoint_seconds=3600,
        terraform_calls=choices.state / TERRAFORM_CALLS,
    )


class DeployedPlatform(LocalPlatform):
    """WordPress's tasks, balancer and front of the local platform around an account that Terraform has filled."""

    def __init__(self, choices: Options, artefacts: Path, settings: dict[str, str]) -> None:
        super().__init__(choices, Console())
        self.aws = emulator(choices)
        self.account = Account(choices, settings, artefacts)
        self.onboard = Follower("onboard", self.account.open_shell())

    def deploy(self, deployment: Deployment) -> Deployed:
        """Follow docs/runbooks/onboard.md as far as the stacks are applied, then look at what that made."""
        self.onboard.follow(until="create-first-admin", instead={"make package": "true"})  # packed by the fixture
        platform = deployment.platform
        api = _named(self.clients("apigatewayv2").get_apis()["Items"], full_name(platform.api.name))
        pool = self._pool(platform.identity.pool)
        return Deployed(api["ApiId"], pool, functions=(), api_functions=(), changed=(), edge_key=self._edge_key())

    def _edge_key(self) -> str:
        """The key in CloudFront's configuration; the front sends it in its place."""
        cloudfront = self.clients("cloudfront")
        (edge,) = cloudfront.list_distributions()["DistributionList"]["Items"]
        config = cloudfront.get_distribution_config(Id=edge["Id"])["DistributionConfig"]
        (header,) = config["Origins"]["Items"][0]["CustomHeaders"]["Items"]
        assert header["HeaderName"] == "X-Edge-Key"
        return str(header["HeaderValue"])

    def _pool(self, name: str) -> UserPool:
        cognito = self.clients("cognito-idp")
        pool = _named(cognito.list_user_pools(MaxResults=60)["UserPools"], full_name(name))["Id"]
        client = cognito.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"][0]["ClientId"]
        return UserPool(pool, client, f"{self.account.endpoint}/{pool}/.well-known/jwks.json")


def _named(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(it for it in found if it["Name"] == name)
