"""Rules that a post must hold to: countries, money, inclusive language, reading level."""
