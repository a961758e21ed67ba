"""Questions about missing, weak and strong links."""
