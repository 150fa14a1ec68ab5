"""Documents: drawings, and later Excel, Word and PDF."""
