"""Commands: words in, text out; one file a noun."""
