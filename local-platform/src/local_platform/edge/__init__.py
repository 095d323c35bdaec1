"""The embedded AWS: MiniStack behind one thin ASGI layer, and the only folder that touches MiniStack's internals.

Run in the emulator's own environment: `.venv-ministack/bin/python -m local_platform.edge`; every setting comes from the
environment (`local_platform.aws` sets it). What the layer adds to MiniStack 1.5.33, and why:

- Checkpoints: MiniStack writes its state on a graceful stop only. One snapshot per second makes kill -9 cost seconds.

- State of ECS: MiniStack calls every task RUNNING at once; here the local Fargate reports what runs.

- Refusals of AWS that MiniStack leaves out, of task definitions, services, tasks and names (`refusals`).

- Events of `aws.*` sources, which PutEvents refuses on AWS and here alike (`/_edge/aws-events`).

- Faults on request: throttled or slow AWS calls, killed function workers (`/_edge/faults`, `/_edge/functions/*`).

- Replies to Terraform are a few milliseconds late, because its client repeats a create that is answered at once.

- Codes that verify addresses: random and checked (`sign_up`).

- Fields that MiniStack's answers leave out, which `terraform plan` would change (`read_back`).

- The process ends with the one that started it.
"""
