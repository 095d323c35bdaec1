"""Queue in, one service call."""
