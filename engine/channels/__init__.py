"""Channels: the outside world that messages go to."""
