"""Makes what is deployed: one layer an architecture, one thin zip a service, each with its bill of materials."""
