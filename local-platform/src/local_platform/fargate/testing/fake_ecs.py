"""ECS behind the edge, in memory: takes desired state, records reports and events."""

import json
import threading
from collections.abc import Sequence
from typing import Any

from local_platform.fargate.desired_state import DesiredState
from local_platform.fargate.ecs_api import EdgeUnavailable

type Json = dict[str, Any]

ARCHITECTURE = "ARM64"
CLUSTER = "arn:aws:ecs:af-south-1:000000000000:cluster/bbws-cluster-local"
SECRET = "arn:aws:secretsmanager:af-south-1:000000000000:secret:bbws/wp/t/wp-db-AbCdEf"  # noqa: S105 - a name


def definition(slug: str = "abc", revision: int = 1, **container: Any) -> Json:  # noqa: ANN401 - fields of ECS
    """A task definition as the edge gives it; `container` replaces fields of its container."""
    family = f"tenant-{slug}-wordpress"
    wordpress = {
        "name": "wordpress",
        "image": f"bbws-wordpress:{revision}",
        "environment": [{"name": "WORDPRESS_DB_NAME", "value": f"tenant_{slug}_db"}],
        "secrets": [{"name": "WORDPRESS_DB_PASSWORD", "valueFrom": f"{SECRET}:password::"}],
    }
    return {
        "taskDefinitionArn": f"arn:aws:ecs:af-south-1:000000000000:task-definition/{family}:{revision}",
        "family": family,
        "revision": revision,
        "cpu": "512",
        "memory": "1024",
        "runtimePlatform": {"cpuArchitecture": ARCHITECTURE, "operatingSystemFamily": "LINUX"},
        "containerDefinitions": [wordpress | container],
    }


class FakeSecrets:
    """A Secrets Manager with one secret."""

    def read(self, arn: str) -> str:
        """The secret `SECRET`."""
        return {SECRET: json.dumps({"username": "u", "password": "p4ss"})}[arn]

    def close(self) -> None:
        """Holds nothing."""


class FakeEcs:
    """The `EcsApi` of tests; `away` makes every call fail."""

    def __init__(self) -> None:
        self.services: dict[str, Json] = {}
        self.tasks: dict[str, Json] = {}
        self.reports: dict[str, Json] = {}
        self.described: dict[str, Json] = {}
        self.events: list[Json] = []
        self.away = False
        self._lock = threading.RLock()

    def want(self, count: int, slug: str = "abc", revision: int = 1, deployment: str | None = None) -> Json:
        """CreateService or UpdateService."""
        with self._lock:
            name = f"tenant-{slug}-wordpress"
            self.services[name] = {
                "name": name,
                "serviceArn": f"arn:aws:ecs:af-south-1:000000000000:service/bbws-cluster-local/{name}",
                "clusterArn": CLUSTER,
                "desiredCount": count,
                "hosts": [f"tenant-{slug}.localhost"],
                "taskDefinition": definition(slug, revision),
                "deploymentId": deployment or f"ecs-svc/{revision}",
                "deployments": self.services.get(name, {}).get("deployments", []),
            }
            return self.services[name]

    def run_task(self, command: list[str] | None, slug: str = "abc", **fields: Any) -> str:  # noqa: ANN401
        """RunTask; `fields` replace those of the new task."""
        arn = CLUSTER.replace(":cluster/", ":task/") + f"/{len(self.tasks):032x}"
        overrides = {"containerOverrides": [{"name": "wordpress", "command": command}]} if command else {}
        task = {
            "taskArn": arn,
            "clusterArn": CLUSTER,
            "taskDefinitionDetail": definition(slug),
            "overrides": overrides,
            "startedBy": "site_clone_consumer",
            "lastStatus": "PROVISIONING",
            "desiredStatus": "RUNNING",
        }
        with self._lock:
            self.tasks[arn] = task | fields
        return arn

    def desired_state(self) -> DesiredState:
        """Services, and tasks that have not ended."""
        self._insist()
        with self._lock:
            tasks = [task for task in self.tasks.values() if task["lastStatus"] != "STOPPED"]
            return DesiredState.model_validate({"services": list(self.services.values()), "tasks": tasks})

    def report_services(self, services: Sequence[Json]) -> None:
        """Remember the counts, and the rollout as the edge does."""
        self._insist()
        with self._lock:
            self.reports |= {service["name"]: service for service in services}
            for report in services:
                if service := self.services.get(report["name"]):
                    service["deployments"] = [{"id": report["deploymentId"], "rolloutState": report["rolloutState"]}]

    def report_task(self, task: Json) -> None:
        """Remember the task."""
        self._insist()
        with self._lock:
            self.described[task["taskArn"]] = task
            if task["taskArn"] in self.tasks:
                self.tasks[task["taskArn"]] |= {"lastStatus": task["lastStatus"], "version": task["version"]}

    def put_events(self, entries: Sequence[Json]) -> None:
        """Remember the events, their details read."""
        self._insist()
        self.events += [entry | {"Detail": json.loads(entry["Detail"])} for entry in entries]

    def close(self) -> None:
        """Holds nothing."""

    def counts(self, slug: str = "abc") -> tuple[int | None, int | None]:
        """The last reported (running, pending)."""
        report = self.reports.get(f"tenant-{slug}-wordpress", {})
        return report.get("runningCount"), report.get("pendingCount")

    def names(self, kind: str | None = None) -> list[str]:
        """The names of the service and deployment events so far."""
        wanted = [event["Detail"] for event in list(self.events) if kind in (None, event["DetailType"])]
        return [detail["eventName"] for detail in wanted if "eventName" in detail]

    def story(self, arn: str | None = None) -> list[Json]:
        """The details of the task events so far, of one task or all."""
        details = [event["Detail"] for event in list(self.events)]
        return [detail for detail in details if "taskArn" in detail and arn in (None, detail["taskArn"])]

    def stories(self) -> list[list[Json]]:
        """The same by task, in the order of their births."""
        return [self.story(arn) for arn in dict.fromkeys(detail["taskArn"] for detail in self.story())]

    def _insist(self) -> None:
        if self.away:
            raise EdgeUnavailable("away on request")
