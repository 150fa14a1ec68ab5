"""Forms: made of what a workflow declares, read back into what it takes."""
