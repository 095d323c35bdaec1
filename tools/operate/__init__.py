"""Commands for the engineer on call: alarms, dead letters, table restores, stuck operations, keys, traces."""
