"""The documents that come out: an assessment and its explanation. Knows nothing of how they came about."""
