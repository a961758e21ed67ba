"""One question per file, and the one catalogue of them."""
