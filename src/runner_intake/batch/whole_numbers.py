"""Kinds of whole numbers, no wider than they have to be."""

from __future__ import annotations

import polars as pl

Kind = type[pl.DataType]
_KINDS: tuple[tuple[int, Kind], ...] = ((8, pl.Int8), (16, pl.Int16), (32, pl.Int32), (64, pl.Int64))


def kind_for(most: int, at_least: Kind = pl.Int8) -> Kind:
    """The narrowest kind, from one on, that holds every number between `-most` and `most`."""
    wide = _KINDS[[kind for _, kind in _KINDS].index(at_least) :]
    return next((kind for bits, kind in wide if most < 2 ** (bits - 1)), pl.Int128)
