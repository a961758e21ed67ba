"""Several reports of one fact over all slots of a version: one row counts, the others stay visible as reports."""
