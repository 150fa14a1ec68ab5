"""Queries: one file for each thing that is asked for, each statement built once."""
