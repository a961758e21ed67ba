"""What makes a chain of full size out of its readable sources."""
