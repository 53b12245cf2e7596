"""What a reviewer of rules reads: the entries of a pack, a catalogue of it, and the reports of checks, cases
and comparisons.
"""
