"""Training of the weights that are shipped, and what proves that it works."""
