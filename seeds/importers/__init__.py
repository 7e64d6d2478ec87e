"""Read publishers' own files (ESCO, O*NET) into the role graph."""
