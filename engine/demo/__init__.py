"""The fictional town of the demo and its data."""
