"""Roles: the content of a library page and what is computed from it."""
