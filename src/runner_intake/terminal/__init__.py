"""The front ends in a terminal: questions and results. Each module loads only what it needs."""
