"""The second entry point of the sites domain: handles messages from queues."""
