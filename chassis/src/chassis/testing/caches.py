"""Empties the caches of our functions; a mutant forks from a process whose caches the unchanged code has filled."""

import sys

MUTATED = "/mutants/src/"
"""Where mutmut keeps the code that it changes."""
_KEPT = "chassis.runtime.clients"  # AWS clients: no mutant makes them, and each costs 50 ms


def forget_results(folder: str = MUTATED) -> None:
    """Empty the cache of each cached function of the modules below `folder`."""
    for module in list(sys.modules.values()):
        if folder in (getattr(module, "__file__", None) or ""):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and value.__module__ != _KEPT:
                    value.cache_clear()
