"""The second entry point of the instances domain: handles ECS events of the services that run WordPress."""
