"""Definition: what a workflow says: parse, lint, prove, compare, draw."""
