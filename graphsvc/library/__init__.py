"""The door for Python: answers as pandas frames, graphs of networkx and igraph, maps for notebooks."""
