"""What the person on duty does: dead letters, restored tables, stuck operations, keys, the way of one request."""
