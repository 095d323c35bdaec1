"""Who asks, what they may do, and the links that say so."""
