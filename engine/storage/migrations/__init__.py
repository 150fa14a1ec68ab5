"""Migrations: how the tables came to be what they are.

They lead forward only: rows that a newer version has written would be lost on the way back, and so
what was is restored from a backup (``db backup``).
"""
