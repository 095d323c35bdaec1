"""Worker processes of the functions: their output goes to a file, and tests may warm or kill them."""

import contextlib
import os
import threading
import time
from pathlib import Path
from typing import Any, TextIO

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

type Json = dict[str, Any]


def adjust(log: str | None) -> None:
    """Copy what functions write to the file `log`, and wait less: for silent handlers, between looks at queues."""
    defaults = (0.003, 0.002, 0.25)  # a silent handler cost 50 ms; its lines are written before its answer is
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = defaults
    lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS = 0.01
    lambda_svc.invalidate_worker = retire
    if log:
        file = Path(log).open("a")  # noqa: SIM115 - for as long as the process lives
        lambda_runtime.Worker._read_stderr = lambda worker: _read(worker, file)
    for variable in ("PYTHONPATH", "LOG_LEVEL", "COVERAGE_PROCESS_CONFIG"):  # ours: workers inherit the rest
        os.environ.pop(variable, None)


def _read(worker: Any, log: TextIO) -> None:  # noqa: ANN401 - MiniStack is untyped
    name, lines = worker.func_name, worker._stderr_queue
    with contextlib.suppress(ValueError, OSError):  # the process ended and its pipe with it
        for line in worker._proc.stderr:
            lines.put(line.rstrip("\n"))
            log.write(f"{name} {line}")
            log.flush()


def retire(function: str, qualifier: str | None = None, account: str | None = None, region: str | None = None) -> None:
    """End a function's workers as AWS does when its code changes: calls in flight finish with the old code."""
    asked = (account, region, function, qualifier)
    with lambda_runtime._lock:
        keys = [key for key in lambda_runtime._workers if _matches(key.split(":"), asked)]
        workers = [worker for key in keys for worker in lambda_runtime._workers.pop(key)]
    threading.Thread(target=_end_when_idle, args=(workers,), daemon=True).start()


def _matches(key: list[str], asked: tuple[str | None, ...]) -> bool:
    """A worker's key is account, region, function and qualifier; None asks for any."""
    return all(wanted in (None, found) for found, wanted in zip(key, asked, strict=True))


def _end_when_idle(workers: list[Any]) -> None:
    while busy := [worker for worker in workers if _is_busy(worker)]:
        lambda_runtime.kill_workers([worker for worker in workers if worker not in busy])
        workers = busy
        time.sleep(0.1)
    lambda_runtime.kill_workers(workers)


def _is_busy(worker: Any) -> bool:  # noqa: ANN401 - MiniStack is untyped
    """Whether a call is in flight; one that outlived its time-out was given up by MiniStack."""
    in_time = worker.last_used + worker.config.get("Timeout", 3) > time.time()
    return worker.in_use and in_time and worker._proc is not None and worker._proc.poll() is None


def warm(body: Json) -> Json:
    """Start a worker for each named function, so that no call meets a cold start; return those that could not start."""
    failed = {}
    for name in body["functions"]:
        record, config = lambda_svc._get_func_record_for_qualifier(name, None)
        worker, _ = lambda_runtime.acquire_worker(name, config, record["code_zip"])
        try:
            lambda_runtime.ensure_spawned(worker)
        except RuntimeError as error:
            failed[name] = str(error)
        finally:
            lambda_runtime.release_worker(worker)
    return {"failed": failed}


def kill(body: Json) -> Json:
    """Kill the worker processes of one function in the middle of whatever they do."""
    lambda_runtime.invalidate_worker(body["function"])
    return {"killed": body["function"]}
