"""The engine: from answers to the result document. Its modules load when they are used, so that asking a
question stays light.
"""
