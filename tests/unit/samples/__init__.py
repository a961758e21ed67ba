"""Tests of the sample chains' sources and generator."""
