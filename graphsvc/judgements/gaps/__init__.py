"""What a line of the gap list is made of: reasons, candidates, priority, proof."""
