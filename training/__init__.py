"""Rebuild the weights that Penroll ships; no part of the installed package."""
