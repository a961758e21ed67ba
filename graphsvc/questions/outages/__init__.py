"""Questions about what fails and for how long."""
