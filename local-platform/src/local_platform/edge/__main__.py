"""The edge's process: serves until it is stopped or its parent is gone, then writes the last checkpoint."""

import asyncio
import os
import signal
import threading
import time
import warnings
from pathlib import Path

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.core import lambda_runtime

from local_platform.edge import calls, ecs_state, functions, read_back, refusals, sign_up
from local_platform.edge.app import app, checkpoints


def adjust_ministack() -> None:
    """Patch MiniStack before it serves anything."""
    ecs_state.replace_scheduler()
    refusals.refuse()
    read_back.complete()
    sign_up.check_codes()
    functions.adjust(os.environ.get("EDGE_FUNCTIONS_LOG"))
    if file := os.environ.get("EDGE_CALLS"):
        calls.note_calls(Path(file))
    warnings.filterwarnings("ignore", message=".*multi-threaded, use of fork", category=DeprecationWarning)


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.25)
    os.kill(os.getpid(), signal.SIGTERM)


async def main() -> None:
    """Serve until SIGTERM or SIGINT, then write the last checkpoint."""
    adjust_ministack()
    checkpoints.restore_files()
    checkpoints.restore_forgotten()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    threading.Thread(
        target=_end_with_parent, args=(int(os.environ.get("EDGE_PARENT", os.getppid())),), daemon=True
    ).start()
    config = Config.from_mapping(
        bind=[f"127.0.0.1:{os.environ['GATEWAY_PORT']}"], keep_alive_timeout=75, graceful_timeout=2, errorlog="-"
    )
    keeper = asyncio.create_task(checkpoints.keep(stop))
    await serve(app, config, shutdown_trigger=stop.wait)
    await keeper
    checkpoints.write()
    lambda_runtime.reset()


if __name__ == "__main__":
    asyncio.run(main())
