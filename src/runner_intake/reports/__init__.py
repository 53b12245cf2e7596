"""A page turned into text, Markdown, HTML or PDF, with its pictures. Knows no rules and computes nothing."""
