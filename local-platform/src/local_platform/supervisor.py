"""Starts the parts of the platform in order, keeps them running, and stops them in reverse."""

import logging
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import FrameType
from typing import Any

from local_platform.aws import EmbeddedAws
from local_platform.clients import Aws
from local_platform.console import Console
from local_platform.control import LocalControl
from local_platform.fargate import Faults, LocalFargate
from local_platform.files import lock
from local_platform.front.app import Front, Published, balancer_app
from local_platform.front.gateway import Gateway
from local_platform.front.mail import Inbox
from local_platform.front.pages import StartPage
from local_platform.front.server import Server
from local_platform.front.sign_in import SignInPages
from local_platform.front.site_list import SiteList
from local_platform.front.sites import Sites
from local_platform.manifest import ManifestError, Platform, read_platform
from local_platform.moved_ports import move_addresses
from local_platform.options import CHECKOUT, Options, StartError
from local_platform.package import Packager
from local_platform.people import STAFF, People
from local_platform.ports import require_free
from local_platform.provision.deployment import Deployed, Deployment
from local_platform.redeploy import Redeployment, warm
from local_platform.references import check_references
from local_platform.run_summary import RunSummary
from local_platform.seed import seed_company, seed_instance, seed_members, seed_staff, seed_templates
from local_platform.wordpress.real import RealWordPress
from local_platform.wordpress.runtime import WordPressRuntime, choose_runtime

TOKEN_REFRESH_SECONDS = 12 * 3600  # they hold for 24 hours
LOOK_SECONDS = 0.5


class LocalPlatform:
    """One run. Every started part is put on `self._parts`, which stops them in reverse order."""

    def __init__(self, options: Options, console: Console) -> None:
        self.options, self.console = options, console
        self.aws = EmbeddedAws(options.state / "aws", options.aws_port)
        self.clients = Aws(options.aws)
        self.faults = Faults()
        self.published = Published()
        self.gateway = Gateway(options.aws)
        self._parts = ExitStack()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start everything; print the table when all is ready.

        Raises:
            StartError | ManifestError: something is missing or in use; what has started is left to `stop`.
        """
        self._claim_state()
        self._follow_port()
        self._log_to_file()
        platform = self._read_declarations()
        with ThreadPoolExecutor(1) as beside:
            chosen = beside.submit(self._choose_wordpress)
            self.console.step("The embedded AWS")
            self._parts.callback(self.aws.stop)
            self.aws.start()
            self._keep(self._watch_aws)
            deployment = Deployment(self.clients, platform, Packager(self.options.root), self.options.placeholders)
            deployed = self.deploy(deployment)
            runtime = chosen.result()
        self._watch_wordpress(runtime)
        fargate = self._start_fargate(runtime, platform.wordpress.architecture)
        self._serve(fargate, runtime, deployed)
        self._warm(deployed)
        self._publish(platform, runtime, deployed)
        if self.options.watch:
            redeployment = Redeployment(deployment, self.console)
            self._parts.callback(redeployment.watch.stop)
            redeployment.watch.start()

    def stop(self) -> None:
        """Stop everything; the state stays."""
        self._stopping.set()
        self._parts.close()

    def _claim_state(self) -> None:
        options = self.options
        self._parts.enter_context(lock(options.state))
        ports = {options.port: "front", options.balancer_port: "balancer", options.aws_port: "embedded AWS"}
        require_free(ports, port=options.port)
        if options.reset:
            self.console.step(f"Forgetting everything in {options.state}")
            for path in options.state.iterdir():
                if path.name != "lock":
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _follow_port(self) -> None:
        before = move_addresses(self.options)
        if before is not None:
            self.console.step(f"Addresses move from port {before} to {self.options.port}")

    def _log_to_file(self) -> None:
        """Write the parts' log messages to a file; the terminal stays quiet."""
        folder = self.options.state / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(folder / "platform.log", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        logging.getLogger().addHandler(handler)

    def _read_declarations(self) -> Platform:
        platform = read_platform(self.options.root)
        check_references(platform)
        try:
            self.faults.change(self.options.faults)
        except ValueError as error:
            raise StartError(f"FAULTS: {error}") from None
        return platform

    def _choose_wordpress(self) -> WordPressRuntime:
        options = self.options
        runtime = choose_runtime(
            options.wordpress,
            CHECKOUT / ".cache" / "wordpress",
            options.state / "wordpress",
            options.database_port,
            self.console.step,
        )
        self._parts.callback(runtime.close)
        runtime.prepare()
        return runtime

    def deploy(self, deployment: Deployment) -> Deployed:
        """Deploy everything that is declared to the embedded AWS; tests/e2e overrides this with Terraform."""
        return deployment.run(self.console.step)

    def _start_fargate(self, runtime: WordPressRuntime, architecture: str) -> LocalFargate:
        options = self.options
        facts = {"BBWS_PUBLIC_PORT": str(options.port)}
        if isinstance(runtime, RealWordPress):
            facts |= {"WORDPRESS_DB_HOST": f"127.0.0.1:{options.database_port}", **runtime.administrator}
        state = options.state / "fargate"
        fargate = LocalFargate(
            options.aws, runtime, state, options.task_ports, self.faults, architecture=architecture, facts=facts
        )
        fargate.start()
        self._parts.callback(fargate.stop)
        return fargate

    def _serve(self, fargate: LocalFargate, runtime: WordPressRuntime, deployed: Deployed) -> None:
        fixed = {"wordpress": runtime.kind, "functions": deployed.functions, "state": str(self.options.state)}
        front = Front(
            gateway=self.gateway,
            sites=Sites(fargate, public=True),
            inbox=Inbox(self.options.aws),
            control=LocalControl(
                aws=self.aws, fargate=fargate, faults=self.faults, facts=lambda: {**fixed, **runtime.status()}
            ),
            sign_in=SignInPages(self.clients),
            published=self.published,
            site_list=SiteList(self.clients),
            contracts=self.options.root / "openapi",
        )
        inside = balancer_app(Sites(fargate, public=False))
        server = Server({self.options.port: front.app(), self.options.balancer_port: inside})
        server.start()
        self._parts.callback(server.stop)
        self.gateway.edge_key, self.gateway.api_id = deployed.edge_key, deployed.api_id

    def _warm(self, deployed: Deployed) -> None:
        """Start a worker of each function in the background, first of those on the path of a request."""
        names = [*deployed.api_functions, *(name for name in deployed.functions if name not in deployed.api_functions)]

        def run() -> None:
            for name in names:
                for line in [] if self._stopping.is_set() else warm(self.options.aws, [name]):
                    self.console.error(line)

        threading.Thread(target=run, daemon=True).start()

    def _publish(self, platform: Platform, runtime: WordPressRuntime, deployed: Deployed) -> None:
        """Seed the demo data, then write addresses and commands to the terminal, the start page and platform.json."""
        self.console.step("Demo data")
        people = People(self.clients, deployed.pool, self.options.state / "passwords.json")
        tenant_id = self._seed(platform, people)

        def refresh() -> RunSummary:
            summary = self._summarize(people.tokens(), tenant_id, runtime)
            summary.write()
            facts = {name: value for name, value in summary.rows().items() if not value.startswith("http")}
            self.published.start_page = StartPage(f"{summary.front}/v1.0", summary.commands(), facts)
            self.published.tokens = summary.tokens
            return summary

        summary = refresh()
        self._keep(refresh, every=TOKEN_REFRESH_SECONDS)
        self.console.ready(summary.rows(), summary.commands())

    def _summarize(self, tokens: Mapping[str, str], tenant_id: str | None, runtime: WordPressRuntime) -> RunSummary:
        return RunSummary(
            front=self.options.front,
            aws=self.options.aws,
            file=self.options.state / "platform.json",
            tokens=tokens,
            tenant_id=tenant_id,
            wordpress=runtime.kind,
            wordpress_description=runtime.describe(),
            default_state=self.options.state == CHECKOUT / ".local",
        )

    def _seed(self, platform: Platform, people: People) -> str | None:
        user_ids = people.ensure()
        if "tenants" not in {service.service for service in platform.manifests}:
            return None
        seed_staff(self.clients, user_ids)
        seed_templates(self.clients)
        front, token = f"http://127.0.0.1:{self.options.port}", people.tokens(STAFF)["platform_admin"]
        tenant_id = seed_company(front, token)
        seed_members(self.clients, tenant_id, user_ids)
        seed_instance(front, token, tenant_id)
        return tenant_id

    def _watch_aws(self) -> None:
        if not self.aws.alive and not self._stopping.is_set():
            self.console.error(f"The embedded AWS ended by itself; it is started again (log: {self.aws.log}).")
            self.aws.restart()

    def _watch_wordpress(self, runtime: WordPressRuntime) -> None:
        def watch_wordpress() -> None:
            if runtime.start_again():
                self.console.error(
                    "MariaDB ended by itself; it was started again (log: wordpress/database/mariadb.log)."
                )

        self._keep(watch_wordpress)

    def _keep(self, act: Callable[[], Any], *, every: float = LOOK_SECONDS) -> None:
        """Call `act` at this interval until the platform stops."""

        def run() -> None:
            said = ""
            while not self._stopping.wait(every):
                try:
                    act()
                    said = ""
                except Exception as error:  # any failure: the next turn tries again
                    before, said = said, f"{act.__name__.strip('_')}: {error}"
                    if said != before:
                        self.console.error(said)

        threading.Thread(target=run, daemon=True).start()


def run(options: Options, console: Console) -> int:
    """Start, wait for Ctrl-C or SIGTERM, stop; the exit code."""
    os.umask(0o077)  # all parts inherit it: their files hold tokens, passwords and links
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    platform = LocalPlatform(options, console)
    try:
        platform.start()
        _wait()
    except KeyboardInterrupt:
        console.note("Stopping; the next `make run` goes on from here.")
        return 0
    except (StartError, ManifestError) as error:
        console.error(str(error))
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        platform.stop()
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait() -> None:
    """Wait for a signal; end as well when `make`, which started us, is gone."""
    parent = os.getppid()
    while not os.environ.get("MAKELEVEL") or os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
