"""Scheduler: the clock door."""
