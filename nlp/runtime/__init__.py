"""Models and their weights: the only room that imports torch or transformers."""
