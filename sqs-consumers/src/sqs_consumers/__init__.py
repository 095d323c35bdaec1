"""The sites domain's second door: what comes from queues rather than from HTTP."""
