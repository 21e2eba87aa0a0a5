"""Publication as one safe act: a release folder, one atomic switch, and the way back."""
