"""The firms that keep a part of a chain's output: what each of them needs, and the fewest that suffice."""
