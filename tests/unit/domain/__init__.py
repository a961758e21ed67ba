"""The words everyone shares."""
