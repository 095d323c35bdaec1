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


SHORT = """
import importlib, sys
from chassis.runtime import clients

importlib.import_module(sys.argv[1])
print(clients.dynamodb().meta.config.retries["total_max_attempts"])
"""
ON_LAMBDA = {
    "AWS_LAMBDA_FUNCTION_NAME": "test",
    "AWS_REGION": "af-south-1",
    "AWS_DEFAULT_REGION": "af-south-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}


def test_functions_that_somebody_waits_for_give_up_sooner_than_workers(deployed):
    for name, function in read_service(deployed).functions.items():
        module = function.handler.rpartition(".")[0]
        done = subprocess.run(
            [sys.executable, "-c", SHORT, module], env=ON_LAMBDA, capture_output=True, text=True, check=True
        )

        assert done.stdout.strip() == ("2" if name in ("api", "authorizer") else "3"), function.handler
