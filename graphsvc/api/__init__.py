"""The HTTP door: the same use cases as the command line, over FastAPI."""
