"""What may identify somebody in a text: found, counted, and shown by its place alone."""
