"""Questions that walk along trade or along list 04, a bounded number of steps."""
