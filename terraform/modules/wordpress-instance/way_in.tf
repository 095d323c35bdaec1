# From the balancer to the tasks: by the network's own name and by the names of its sites.
resource "aws_lb_target_group" "this" {
  # checkov:skip=CKV_AWS_378:TLS ends at the balancer; behind it security groups let only the balancer in
  name                 = "bbws-tenant-${local.slug}" # at most 32 characters
  port                 = local.port
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = var.hosting.vpc_id
  deregistration_delay = 30
  tags                 = merge(local.tags, { "bbws:component" = "alb" })

  health_check {
    path                = "/healthz"
    interval            = 30
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener_rule" "this" {
  listener_arn = var.hosting.listener_arn
  priority     = var.priority
  tags         = merge(local.tags, { "bbws:component" = "alb" })

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }

  condition {
    host_header {
      values = ["tenant-${local.slug}.${var.base_domain}"] # sites bring a rule of their own (docs/decisions/0045)
    }
  }
}
