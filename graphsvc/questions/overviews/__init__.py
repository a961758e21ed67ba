"""What is put together from the findings of other questions."""
