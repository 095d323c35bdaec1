"""State of ECS: MiniStack keeps the desired state, the local Fargate reports the actual one."""

import json
from typing import Any

from ministack.services import ecs

from local_platform.edge.refusals import start_failure
from local_platform.edge.routes import hosts_of

type Json = dict[str, Any]
type Answer = Any
"""A reply as MiniStack passes it on: status, headers, body."""

_ministack_run_task, _ministack_stop_task = ecs._run_task, ecs._stop_task


def replace_scheduler() -> None:
    """Replace MiniStack's scheduler, which has every task RUNNING at once."""
    ecs._reconcile_service_tasks = _await_fargate
    ecs._ACTION_MAP |= {"RunTask": _run_task, "StopTask": _stop_task}


def _await_fargate(_cluster: str, key: str) -> None:
    """Replace MiniStack's scheduler: a new deployment is IN_PROGRESS until the local Fargate reports otherwise."""
    service = ecs._services.get(key)
    primary = ecs._primary_deployment(service) if service else None
    if primary and not primary.get("_announced"):
        primary.update(
            _announced=True,
            rolloutState="IN_PROGRESS",
            rolloutStateReason=f"ECS deployment {primary['id']} in progress.",
        )
    if service:
        _count(service, service["runningCount"], max(0, service["desiredCount"] - service["runningCount"]))


def _count(service: Json, running: int, pending: int) -> None:
    service.update(runningCount=running, pendingCount=pending)
    if primary := ecs._primary_deployment(service):
        primary.update(runningCount=running, pendingCount=pending, desiredCount=service["desiredCount"])


def report_services(body: Json) -> Json:
    """Store which tasks run: `{"services": [{name, runningCount, pendingCount, rolloutState, reason?}]}`."""
    known = {service["serviceName"]: service for service in ecs._services.values() if service["status"] == "ACTIVE"}
    reports = [report for report in body["services"] if report["name"] in known]
    for report in reports:
        _report_service(known[report["name"]], report)
    return {"applied": [report["name"] for report in reports]}


def _report_service(service: Json, report: Json) -> None:
    _count(service, report["runningCount"], report["pendingCount"])
    primary = ecs._primary_deployment(service)
    if not primary or report.get("deploymentId", primary["id"]) != primary["id"]:
        return
    state = report["rolloutState"]
    reason = report.get("reason") or f"ECS deployment {primary['id']} {state.lower().replace('_', ' ')}."
    if state == "COMPLETED":
        service["deployments"] = [primary]
        if primary["rolloutState"] != "COMPLETED":
            message = f"(service {service['serviceName']}) has reached a steady state."
            service["events"].insert(0, {"id": ecs.new_uuid(), "createdAt": ecs._iso(), "message": message})
    primary.update(rolloutState=state, rolloutStateReason=reason, updatedAt=ecs._iso())


def desired_state() -> Json:
    """The desired state: services with their desired counts, and one-off tasks that have not ended."""
    services = [_desired_service(s) for s in ecs._services.values() if s["status"] in ("ACTIVE", "DRAINING")]
    one_off = [t for t in ecs._tasks.values() if not t.get("group", "").startswith("service:")]
    tasks = [_described(task, task["taskArn"]) for task in one_off if task["lastStatus"] != "STOPPED"]
    return {"services": services, "tasks": tasks}


def _desired_service(service: Json) -> Json:
    primary = ecs._primary_deployment(service) or {}
    described = _described(service, service["serviceArn"])
    described["taskDefinition"] = described.pop("taskDefinitionDetail")
    routed = {"hosts": hosts_of(service)}
    return described | routed | {"name": service["serviceName"], "deploymentId": primary.get("id")}


def _described(record: Json, arn: str) -> Json:
    definition = ecs._task_defs.get(
        ecs._resolve_td_key(record.get("taskDefinitionArn") or record["taskDefinition"]), {}
    )
    plain: Json = ecs._sanitize(record)
    detail = ecs._sanitize(definition) | {"startFailure": start_failure(definition)}
    return plain | {"tags": ecs._tags.get(arn, []), "taskDefinitionDetail": detail}


def report_tasks(body: Json) -> Json:
    """Create or change task records: `{"tasks": [{taskArn, lastStatus, …, exitCode?}]}`, fields as in DescribeTasks."""
    for report in body["tasks"]:
        exit_code = report.pop("exitCode", None)
        task = ecs._tasks.get(report["taskArn"]) or {
            "version": 0,
            "containers": [],
            "desiredStatus": "RUNNING",
            "group": "",
        }
        task.update(report)
        for container in task["containers"]:
            container["lastStatus"] = task["lastStatus"]
            if exit_code is not None:
                container["exitCode"] = exit_code
        ecs._tasks[report["taskArn"]] = task
    return {"applied": len(body["tasks"])}


def _run_task(data: Json) -> Answer:
    """RunTask: the task is PROVISIONING until the local Fargate has started it."""
    status, headers, payload = _ministack_run_task(data)
    answer = json.loads(payload)
    for shown in answer.get("tasks", []):
        for task in (shown, ecs._tasks[shown["taskArn"]]):
            task["lastStatus"] = "PROVISIONING"
            for moment in ("startedAt", "pullStartedAt", "pullStoppedAt"):
                task.pop(moment, None)
            for container in task["containers"]:
                container["lastStatus"] = "PENDING"
    return status, headers, json.dumps(answer).encode()


def _stop_task(data: Json) -> Answer:
    """StopTask sets the desired status; the local Fargate stops the process and reports the task STOPPED."""
    task = ecs._resolve_task(data.get("task", ""), ecs._resolve_cluster_name(data.get("cluster", "default")))
    if task is None or task["lastStatus"] == "STOPPED":
        return _ministack_stop_task(data)
    reason = data.get("reason", "Task stopped by user")
    task.update(desiredStatus="STOPPED", stoppedReason=reason, stopCode="UserInitiated")
    return ecs.json_response({"task": ecs._sanitize(task)})
