"""Storage: the only floor that knows the database."""
