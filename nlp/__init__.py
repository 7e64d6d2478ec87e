"""The trade: what Penroll knows about text, money, skills and people, as typed functions."""
