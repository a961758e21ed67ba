"""Which backups to keep: least cost for what must stay served, least loss for a budget."""
