"""WordPress sites of tenants: accepting them, following them, and the work that makes them."""
