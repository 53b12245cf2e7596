"""A pack's own cases: hand-written answers with what must come out, and how much of the rules they cover."""
