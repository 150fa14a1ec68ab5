"""Deadlines: German deadline law turns periods and places into due dates."""
