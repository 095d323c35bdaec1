"""The balancer in front of every WordPress, as more than one service uses it."""
