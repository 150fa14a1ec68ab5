"""The HTTP door: pages for people, answers for programs."""
