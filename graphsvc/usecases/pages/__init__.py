"""Pages of the web interface: what each of them tells, put together from answers."""
