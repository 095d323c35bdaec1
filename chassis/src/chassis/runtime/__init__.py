"""What every function starts with: settings, clients, logs, metrics, clock, ids."""
