# Tables, files and layers of images come without the NAT. Gateways are free; an interface endpoint would cost 18.98 per
# month for the few kilobytes of secrets that starting tasks read: docs/decisions/0044.
resource "aws_vpc_endpoint" "gateway" {
  for_each = toset(["dynamodb", "s3"])

  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = values(aws_route_table.private)[*].id
  tags              = var.tags
}
