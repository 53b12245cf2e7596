"""The whole assessment of complete answers as one would write it by hand for the bundled pack, in plain
Python: checks, safety, first steps, points with reasons, order, and the document as a plain dict.

Texts, options, ranges and evidence are data and taken from the pack once; what follows from what is written
here as plain ifs. Only for benchmarks, which assert that the documents are those of `assess`. Every document
has dicts and lists of its own.
"""

from hand_written_whole.document import assessment

__all__ = ["assessment"]
