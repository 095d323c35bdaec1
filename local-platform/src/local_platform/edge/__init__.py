"""The embedded AWS: MiniStack behind one thin ASGI layer, and the only folder that touches MiniStack's internals.

Run in the emulator's own environment: `.venv-ministack/bin/python -m local_platform.edge`; every setting comes from the
environment (`local_platform.aws` sets it). What the layer adds to MiniStack 1.5.33, and why:

- checkpoints: MiniStack writes its state on a graceful stop only; a snapshot a second makes kill -9 cost seconds;
- the state of ECS: MiniStack calls every task RUNNING at once; here the local Fargate reports what runs;
- events of `aws.*` sources, which PutEvents refuses on AWS and here alike (`/_edge/aws-events`);
- faults on request: throttled or slow AWS calls, killed function workers (`/_edge/faults`, `/_edge/functions/*`);
- replies to Terraform are a few milliseconds late, because its client repeats a create that is answered at once;
- fields that MiniStack's answers leave out, which `terraform plan` would change (`read_back`);
- it ends with the process that started it.
"""
