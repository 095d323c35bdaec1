# The VPC: two zones, public subnets for balancers, private ones for tasks and databases; AWS is reached by endpoints.
locals {
  public  = { for index in range(2) : index => cidrsubnet(var.cidr, 8, index + 1) }
  private = { for index in range(2) : index => cidrsubnet(var.cidr, 8, index + 10) }
}

data "aws_availability_zones" "here" {
  # checkov:skip=CKV_AWS_394:only the first two are used, and their order is the account's
  state = "available"
}

resource "aws_vpc" "this" {
  # checkov:skip=CKV2_AWS_11:priced by traffic; switched on by hand while something is looked for
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(var.tags, { Name = format(var.format, "vpc") })
}

resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this.id
  tags   = var.tags
}

resource "aws_subnet" "public" {
  for_each = local.public

  vpc_id            = aws_vpc.this.id
  cidr_block        = each.value
  availability_zone = data.aws_availability_zones.here.names[each.key]
  tags              = merge(var.tags, { Name = format(var.format, "public-${each.key}") })
}

resource "aws_subnet" "private" {
  for_each = local.private

  vpc_id            = aws_vpc.this.id
  cidr_block        = each.value
  availability_zone = data.aws_availability_zones.here.names[each.key]
  tags              = merge(var.tags, { Name = format(var.format, "private-${each.key}") })
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = var.tags
}

resource "aws_eip" "nat" {
  for_each = toset(var.nat_zones)

  domain = "vpc"
  tags   = var.tags
}

resource "aws_nat_gateway" "this" {
  for_each = toset(var.nat_zones)

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id
  tags          = var.tags
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = format(var.format, "public") })

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table" "private" {
  for_each = local.private

  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = format(var.format, "private-${each.key}") })

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = try(aws_nat_gateway.this[each.key].id, aws_nat_gateway.this[var.nat_zones[0]].id)
  }
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}
