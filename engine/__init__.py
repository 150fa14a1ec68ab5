"""Verbindlich: a workflow and case-management engine that binds municipal plans."""
