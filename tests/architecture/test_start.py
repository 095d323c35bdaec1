"""Importing a function does nothing: no environment is read, no connection opened, until the first event."""

import subprocess
import sys

from local_platform.manifest import read_service

PROGRAM = """
import importlib, socket, sys

def refuse(*_):
    raise AssertionError("an import opened a connection")

socket.socket.connect = socket.create_connection = refuse
for handler in sys.argv[1:]:
    module, _, name = handler.rpartition(".")
    assert callable(getattr(importlib.import_module(module), name)), handler
"""


def test_functions_import_without_environment_and_without_network(deployed):
    handlers = [function.handler for function in read_service(deployed).functions.values()]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *handlers], env={}, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
