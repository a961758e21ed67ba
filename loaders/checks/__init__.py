"""Checks across rows and lists, each a small function with its code."""
