"""Ranking: how far a CV speaks for each requirement of a post, with the words that prove it."""
