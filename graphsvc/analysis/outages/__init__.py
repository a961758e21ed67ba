"""What fails when something fails, how much remains, and how long it lasts."""
