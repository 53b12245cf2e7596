"""What the program says of its own: the message catalogue, plurals, and text broken into lines. Knows no pack
and no result.
"""
