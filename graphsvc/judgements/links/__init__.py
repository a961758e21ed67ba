"""Missing, weak and strong links, and who could stand in: judged product by product."""
