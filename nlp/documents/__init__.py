"""Documents: the text of a CV in reading order, whatever kind of file it came in."""
