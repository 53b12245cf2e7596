"""Asking in a terminal: one conversation, and two front ends that hold it, drawn and plain."""
