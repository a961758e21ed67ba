"""Review: what loading could not decide, put before a person, and what the person decided, applied."""
