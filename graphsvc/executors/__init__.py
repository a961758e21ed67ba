"""Whoever works off the chunks of sweeps besides this process's threads, and where finished chunks are kept."""
