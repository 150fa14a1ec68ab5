"""Lifecycle: definition, case, event and facts become an outcome. Pure."""
