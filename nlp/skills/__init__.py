"""Skills: the taxonomy and their extraction out of CVs."""
