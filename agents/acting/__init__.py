"""Acting on decisions: sealed before, done once, sealed after."""
