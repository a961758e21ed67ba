"""From names to ids: who and what a row speaks of, and rows that are one."""
