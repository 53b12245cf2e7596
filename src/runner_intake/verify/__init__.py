"""Proves things about a rule pack: what is wrong in it, what a change does to runners, and what its own cases
cover.
"""
