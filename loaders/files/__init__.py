"""Files in: raw cells that know where they stand, read in a process of their own."""
