"""Questions about the findings themselves."""
