"""Runs one server of the platform and ends it when the platform is gone.

    python watchdog.py SIGNAL SECONDS COMMAND …

The platform holds the other end of standard input: when it closes, by `stop` or by a kill -9, the server's whole
process group gets SIGNAL and, SECONDS later, SIGKILL. (A parent-death signal would follow the *thread* that started
the server, and PHP's workers would not inherit it.) Uses the standard library alone and starts in 20 ms.
"""

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
NOT_FOUND = 127  # as shells say it
AWAITED = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


def main(arguments: list[str]) -> int:
    """Run the command; return its exit code, 128 + number when a signal ended it."""
    stop_signal, grace_seconds, *command = arguments
    signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)
    lead_group()
    adopt_orphans()
    server = start(command)
    print(server, flush=True)
    threading.Thread(target=watch_platform, daemon=True).start()
    code = wait(server)
    return end_group(server, code, signal.Signals(int(stop_signal)), float(grace_seconds))


def lead_group() -> None:
    """Have a process group of our own, whoever started us: the group that we end must not be theirs."""
    if os.getpgrp() != os.getpid():
        os.setsid()


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent died, to know when all are gone; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(command: list[str]) -> int:
    """Start the server in our process group; return its process id."""
    pid = os.fork()
    if pid == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        execute(command)
    return pid


def execute(command: list[str]) -> None:
    """Become the server."""
    try:
        os.execvp(command[0], command)  # noqa: S606 - a command line of the platform's own, without a shell
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
    os._exit(NOT_FOUND)


def watch_platform() -> None:
    """Wake the main thread when the platform has gone."""
    while os.read(0, 1):  # unbuffered: a daemon thread must hold no lock at the end
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def wait(server: int) -> int | None:
    """Wait until the server ends (its exit code) or somebody wants it to (None)."""
    while signal.sigwait(AWAITED) == signal.SIGCHLD:
        with contextlib.suppress(ChildProcessError):
            code = reap().get(server)
            if code is not None:
                return code
    return None


def reap() -> dict[int, int]:
    """Collect children that ended: process id → exit code; ChildProcessError when there are none left at all."""
    ended: dict[int, int] = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            if ended:
                return ended
            raise
        if pid == 0:
            return ended
        code = os.waitstatus_to_exitcode(status)
        ended[pid] = code if code >= 0 else 128 - code


def end_group(server: int, code: int | None, stop_signal: signal.Signals, grace_seconds: float) -> int:
    """End everything in the group but ourselves, by force when it takes too long."""
    os.killpg(0, stop_signal) if stop_signal in AWAITED else signal_others(stop_signal)
    limit = time.monotonic() + grace_seconds
    with contextlib.suppress(ChildProcessError):
        while True:
            code = reap().get(server, code)
            if time.monotonic() > limit:
                os.killpg(0, signal.SIGKILL)  # and ourselves with them
            time.sleep(0.01)
    return code if code is not None else 0


def signal_others(stop_signal: signal.Signals) -> None:
    """Send the group a signal that we ourselves ignore."""
    signal.signal(stop_signal, signal.SIG_IGN)
    os.killpg(0, stop_signal)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
