"""The far sides: ECS, Secrets Manager, the tenants service."""
