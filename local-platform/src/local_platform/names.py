"""Names of resources, the same here and on AWS: `bbws-{name}-{environment}`."""

ENVIRONMENT = "local"
REGION = "af-south-1"
ACCOUNT = "000000000000"


def full_name(name: str) -> str:
    """The name of a table, queue, topic, bus or cluster: `sites` → `bbws-sites-local`."""
    return f"bbws-{name}-{ENVIRONMENT}"


def function_name(service: str, function: str) -> str:
    """The name of a function: `sites`, `api` → `bbws-sites-api-local`."""
    return full_name(f"{service}-{function}")


def arn(service: str, resource: str) -> str:
    """The ARN of a resource of this account and region; `resource` as it stands in the ARN's last part."""
    region = "" if service == "iam" else REGION
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{resource}"
