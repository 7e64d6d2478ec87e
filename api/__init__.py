"""The door: turns the parts into processes."""
