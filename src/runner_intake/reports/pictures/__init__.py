"""Small pictures as inline SVG, each made from plain data and each with a text that says the same.

They use no colour that carries a meaning alone: shape, hatching and words read in black and white too.
"""
