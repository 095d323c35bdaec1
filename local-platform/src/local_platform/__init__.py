"""The whole platform on one laptop: a composition of everything, never deployed."""
