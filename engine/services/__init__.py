"""Services: use cases, one transaction each."""
