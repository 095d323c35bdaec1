"""The functions' worker processes: what they write goes to a file, and tests may warm or kill them."""

import contextlib
import os
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
    if log:
        file = Path(log).open("a")  # noqa: SIM115 - for as long as the process lives
        lambda_runtime.Worker._read_stderr = lambda worker: _read(worker, file)
    # Workers shall not find this package, nor the caller's settings for Python, on their path.
    for variable in ("PYTHONPATH", "PYTHONHOME"):
        os.environ.pop(variable, None)


def _read(worker: Any, log: TextIO) -> None:  # noqa: ANN401 - MiniStack is untyped
    name, lines = worker.func_name, worker._stderr_queue
    with contextlib.suppress(ValueError, OSError):  # the process ended and its pipe with it
        for line in worker._proc.stderr:
            lines.put(line.rstrip("\n"))
            log.write(f"{name} {line}")
            log.flush()


def warm(body: Json) -> Json:
    """Start a worker for each named function, so that no call meets a cold start; tell which could not start."""
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
