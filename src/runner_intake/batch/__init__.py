"""A pack compiled to columns over Polars: the same rules for a million runners as for one.

The single engine is the truth. Here conditions are three-valued one by one (Kleene over grounded conditions),
and scores are sums of groups of rules that look at one field, each with its exact extremes. Where that is
exact for a row, `exact` says so, and the row equals the single document; else the bounds contain its bounds.
`BENEFIT.exact` says so of one benefit.
Imports neither the circuit nor the plain reference, so that their agreement proves something.
"""
