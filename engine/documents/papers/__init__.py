"""Papers: one model, rendered as a page to print, as Word and as accessible PDF."""
