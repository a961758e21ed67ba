"""What follows from a version for one scope, by subject, each fact built once."""
