"""Writes the state to disk every second: a kill -9 loses at most seconds, and the file shows one instant."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import time
from pathlib import Path
from typing import Any

import ministack.app as ministack
from ministack.core import persistence
from ministack.core.responses import request_scope
from ministack.services import dynamodb, lambda_svc, ses, sqs

type Json = dict[str, Any]

INTERVAL_SECONDS = float(os.environ.get("EDGE_CHECKPOINT_SECONDS", "1"))
CHILD_TIME_LIMIT_SECONDS = 60
# What MiniStack forgets even on a graceful stop: unread stream records (their positions it keeps) and sent mail.
FORGOTTEN = ((dynamodb, "_stream_records"), (dynamodb, "_stream_trimmed"), (ses, "_sent_emails"))

log = logging.getLogger("edge")


class Checkpoints:
    """One file with everything, replaced at once, written by a forked child as Redis does: consistent under any load.

    The child sees the memory of one instant and has it to itself; the server goes on answering while it writes.
    """

    def __init__(self, state: Path) -> None:
        self.state, self.file = state, state.parent / "checkpoint.json"
        self.pending = 0  # passes still to write after the last request: its after-effects run in threads

    def touch(self) -> None:
        """Note that something may have changed."""
        self.pending = 2

    def restore_files(self) -> None:
        """Write the last checkpoint as the files that MiniStack loads when it starts."""
        if not self.file.exists():
            return
        self.state.mkdir(parents=True, exist_ok=True)
        for name, content in json.loads(self.file.read_bytes())["files"].items():
            if name == "sqs":
                _give_back_messages(content)
            (self.state / f"{name}.json").write_text(json.dumps(content))

    def restore_forgotten(self) -> None:
        """Restore the state that MiniStack does not load itself."""
        if self.file.exists():
            saved = json.loads(self.file.read_bytes(), object_hook=persistence._json_object_hook)["forgotten"]
            for module, name in FORGOTTEN:
                getattr(module, name).update(saved.get(name, {}))

    def write(self) -> None:
        """Write the checkpoint now, in this process."""
        _drop_read_stream_records()
        files = {}
        for name, get_state in ministack._build_persistence_save_dict().items():
            if (state := get_state()) is not None:
                version = persistence._state_format_version(name)
                files[name] = {"__ministack_format__": version, "payload": state}
        forgotten = {name: getattr(module, name) for module, name in FORGOTTEN}
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({"files": files, "forgotten": forgotten}, default=persistence._json_default))
        fresh.replace(self.file)

    async def write_apart(self) -> bool:
        """Write the checkpoint in a forked child; return whether it succeeded."""
        with sqs._queues_lock, dynamodb._lock:  # never half of somebody's change
            child = os.fork()
        if child == 0:
            self._write_and_end()
        while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
            await asyncio.sleep(0.02)
        if ended[1] != 0:
            log.error("checkpoint failed (wait status %s); the previous one stays", ended[1])
        return ended[1] == 0

    def _write_and_end(self) -> None:
        signal.alarm(CHILD_TIME_LIMIT_SECONDS)
        code = 1
        try:
            self.write()
            code = 0
        finally:
            os._exit(code)

    async def keep(self, stop: asyncio.Event) -> None:
        """Write checkpoints until `stop` is set: at most one per interval, and only after a change."""
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), INTERVAL_SECONDS)
            if self.pending:
                self.pending -= 1
                if not await self.write_apart():
                    self.touch()


def _give_back_messages(saved: Json) -> None:
    """Make messages visible again that a consumer held: it died with the server, and its receive does not count."""
    for queue in saved["payload"]["queues"].get("data", {}).values():
        for message in queue.get("messages", []):
            if message.get("receipt_handle") and message.get("visible_at", 0) > time.time():
                message.update(visible_at=0, receive_count=max(0, message.get("receive_count", 1) - 1))


def _drop_read_stream_records() -> None:
    """Keep only stream records that some mapping has still to read, so that a checkpoint does not grow for a day."""
    for (account, region, table), records in dynamodb._stream_records.all_items():
        with request_scope(account, region):
            read = [
                lambda_svc._dynamodb_stream_positions.get(mapping["UUID"], 0)
                for mapping in lambda_svc._esms.values()
                if f":table/{table}/stream/" in mapping.get("EventSourceArn", "")
            ]
            count = max(0, min(read, default=0) - dynamodb._stream_trimmed.get(table, 0))
            dynamodb._stream_records[table] = records[count:]
            dynamodb._stream_trimmed[table] = dynamodb._stream_trimmed.get(table, 0) + min(count, len(records))
