"""One cell and one column of the dictionary: what the cell says, and what had to be done to read it."""
