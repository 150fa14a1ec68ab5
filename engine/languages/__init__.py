"""Languages: what their tags mean, what translators have written, and what is said to whom."""
