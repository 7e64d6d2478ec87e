"""Job posts: from a brief to a plan, to checked sections, to a page."""
