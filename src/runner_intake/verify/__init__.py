"""What can be said about a pack itself: whether it passes its own cases, what they leave untried, and what differs between two packs.

Knows packs and answers, and no screen. Every finding that can have a witness has one.
"""
