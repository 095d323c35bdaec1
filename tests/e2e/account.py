"""A fresh emulated account, deployed by the targets that workflows call; all that these must know is environment."""

import json
import os
import re
import subprocess
from pathlib import Path

import boto3

from local_platform.embedded_aws import variables
from local_platform.names import ACCOUNT, REGION
from local_platform.options import Options
from packager.layer import build_layer
from packager.requirements import Architecture
from packager.service_code import ServiceCode
from packager.services import read_services
from tests.runbooks.shell import Shell

ROOT = Path(__file__).parents[2]
STATE_BUCKET = f"bbws-terraform-state-local-{ACCOUNT}"  # tools/deploy/environment_files.py
APPLIED = re.compile(
    r"── terraform apply of (\S+)\n.*?Resources: (\d+) added, (\d+) changed, (\d+) destroyed", re.DOTALL
)
AT_ONCE = 9  # they wait for their provider most of the time
# Settings that depend on where the stand-ins for WordPress's tasks, balancer and front listen.
ADDRESSES = (
    *("api_url", "docs_url", "sign_in_url", "portal_url", "site_url_pattern"),
    *("wordpress_connect_url", "wordpress_public_port", "wordpress_database_host"),
)


class Account:
    """The account behind one emulator; `artefacts` is what `make package` made for it."""

    def __init__(self, options: Options, settings: dict[str, str], artefacts: Path) -> None:
        self.endpoint = options.aws
        self._variables = {
            "TF_DATA_DIR": str(options.state / "terraform"),
            "TF_VAR_emulator_endpoint": self.endpoint,
            "TF_VAR_settings": json.dumps(
                {name: settings[name].format_map(options.placeholders) for name in ADDRESSES}
            ),
            "TF_VAR_artefacts": str(artefacts),
            "TF_CLI_ARGS_init": f"-plugin-dir={os.environ['TF_PLUGIN_DIR']} -lockfile=readonly",
            "TF_CLI_ARGS": "-no-color",
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            **variables(self.endpoint),
            "AT_ONCE": str(AT_ONCE),
        }

    def client(self, service: str):
        """A client of this account."""
        return boto3.client(
            service, REGION, endpoint_url=self.endpoint, aws_access_key_id="test", aws_secret_access_key="test"
        )

    def make_state_bucket(self) -> None:
        """What an operator does once an account."""
        self.client("s3").create_bucket(Bucket=STATE_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})

    def open_shell(self) -> Shell:
        """A shell with the credentials of this account, as a person has who follows a page."""
        return Shell(ROOT, Path(self._variables["TF_DATA_DIR"]).with_name("shell"), self._variables)

    def make(self, *words: str) -> str:
        """Run a target as a workflow does; what it printed. A failure fails the test."""
        hidden = ("MAKE", "TF_CLI_CONFIG_FILE", "AWS_PROFILE")
        inherited = {name: it for name, it in os.environ.items() if not name.startswith(hidden)}
        done = subprocess.run(
            ["make", "--no-print-directory", *words],
            cwd=ROOT,
            env=inherited | self._variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"make {' '.join(words)}: {errors(done.stdout)}"
        return done.stdout


def applied(said: str) -> dict[str, tuple[int, ...]]:
    """Stack → how many resources were added, changed and destroyed, from what `make deploy-all` printed."""
    return {stack: tuple(map(int, counts)) for stack, *counts in APPLIED.findall(said)}


def errors(said: str) -> str:
    """What matters of a long failure: Terraform's errors, else its end."""
    _, error, after = said.partition("Error: ")
    return error + after[:3000] if error else said[-3000:]


def pack(folder: Path) -> Path:
    """The bytes that `make package` makes, for the emulator's processor; limits and bills are packaging's matter."""
    folder.mkdir()
    code = ServiceCode(ROOT)
    for service in read_services(ROOT):
        (folder / f"{service.name}.zip").write_bytes(code.zip(service.packages))
    layer = build_layer(ROOT / "requirements" / "runtime.txt", Architecture.X86_64, folder.parent / "opt")
    (folder / f"layer-{Architecture.X86_64}.zip").write_bytes(layer)
    return folder
