"""The instances domain's second door: what ECS says of the services that run WordPress."""
