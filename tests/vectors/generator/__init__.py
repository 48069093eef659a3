"""Writes the conformance vectors. Nothing here calls hookseal or reads its source: see README.md."""
