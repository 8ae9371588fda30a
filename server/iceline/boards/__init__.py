"""What one kind of screen shows, pure: the state of the race in, one JSON board out."""
