"""What questions share: judgements on one scope, each of which stands here once."""
