"""The front: API, reference, mail inbox and the sites, on one port; the load balancer inside, on the next."""
