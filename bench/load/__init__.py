"""A town that many people look at: how it is built, served, and asked for its pages."""
