"""Speed and memory, each with its target: ``python -m bench``."""
