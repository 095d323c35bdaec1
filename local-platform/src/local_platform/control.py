"""Control of a running local platform: status, faults on request, restarts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import ValidationError

from chassis.runtime.ids import slug_of
from local_platform.aws import EmbeddedAws
from local_platform.fargate import Faults, LocalFargate

OF_AWS = frozenset({"throttle", "delay"})
KILL = "killFunction"

type Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class LocalControl:
    """Implements the routes below `/_local/`.

    Attributes:
        facts: further values of the status.
    """

    aws: EmbeddedAws
    fargate: LocalFargate
    faults: Faults
    facts: Callable[[], Mapping[str, Any]]

    def status(self) -> Json:
        """Which parts run, and with which settings."""
        return {**self.facts(), "aws": "up" if self.aws.alive else "down", "fargate": self.fargate.status()}

    def set_faults(self, wanted: Json) -> Json:
        """Set faults; an empty object ends all of them.

        `throttle` (share of calls refused) and `delay` (ms) are objects by AWS service as `X-Amz-Target` names it.
        `killFunction` kills the workers of one function. All others are faults of the local Fargate.

        Raises:
            ValueError: a fault is unknown or out of range; nothing is changed.
        """
        if not isinstance(wanted, dict):
            raise ValueError("send an object of faults, an empty one to end them")
        of_fargate = {name: value for name, value in wanted.items() if name not in OF_AWS | {KILL}}
        answer = self._set_fargate_faults(of_fargate, clear=not wanted)
        if not wanted or OF_AWS & wanted.keys():
            answer |= self._edge("/_edge/faults", {name: wanted.get(name, {}) for name in OF_AWS})
        if KILL in wanted:
            answer |= self._edge("/_edge/functions/kill", {"function": wanted[KILL]})
        return answer

    def restart_aws(self, *, kill: bool) -> Json:
        """Restart the embedded AWS while everything else runs; `kill` sends kill -9."""
        self.aws.restart(kill=kill)
        return {"aws": "up"}

    def _set_fargate_faults(self, wanted: Json, *, clear: bool) -> Json:
        if "wordpressDown" in wanted:  # people know tenants by their ids, the local Fargate by their slugs
            wanted["wordpressDown"] = [slug_of(str(tenant)) for tenant in wanted["wordpressDown"]]
        try:
            settings = self.faults.clear() if clear else self.faults.change(wanted)
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise ValueError(wrong) from None
        return dict(settings.model_dump(by_alias=True, mode="json"))

    def _edge(self, path: str, body: Json) -> Json:
        answer = httpx.post(f"http://127.0.0.1:{self.aws.port}{path}", json=body, timeout=10, trust_env=False)
        if answer.is_error:
            raise ValueError(answer.json().get("message", "the embedded AWS refuses"))
        return dict(answer.json())
