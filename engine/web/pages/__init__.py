"""Pages: a file a screen."""
