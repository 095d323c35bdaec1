"""Site templates: the catalogue that customers choose from."""
