"""Where the boxes of a chain map stand."""
