"""What fails, what that costs and what helps: grades, losses, scenarios, reserves."""
