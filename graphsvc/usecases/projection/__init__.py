"""A version as a graph: nodes and relations out of its lists and its network, pushed, verified, kept in step."""
