"""Questions about who supplies, really."""
