"""What every service bolts onto: mechanisms without business nouns."""
