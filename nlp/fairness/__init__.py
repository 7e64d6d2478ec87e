"""Fairness: whether groups of applicants score alike, from answers that no scorer sees."""
