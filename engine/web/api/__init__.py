"""The API: everything that pages can do, for programs, over the same services."""
