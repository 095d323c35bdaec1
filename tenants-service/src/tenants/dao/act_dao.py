"""The acts of all services and who may do them, as the contracts say; written by `make openapi`, packaged with us."""

import json
from functools import cache
from pathlib import Path

from chassis.access.authorization import Relation, Rule, Rules
from chassis.access.caller import Role

_FILE = Path(__file__).with_name("acts.json")


@cache
def all_rules() -> Rules:
    """OperationId → who may, on the whole platform."""
    acts = json.loads(_FILE.read_text())
    return {
        name: Rule(Relation(act["relation"]), frozenset(Role(role) for role in act["roles"]))
        for name, act in acts.items()
    }
