"""One list: its header, its rows, its staged table."""
