"""What a region makes, needs and buys: figures behind missing, weak and strong links."""
