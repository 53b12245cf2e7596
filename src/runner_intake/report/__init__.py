"""A page turned into text, Markdown or HTML, with its pictures. Knows no rules and computes nothing."""
