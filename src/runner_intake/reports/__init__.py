"""A page turned into text. Knows no rules and no result."""
