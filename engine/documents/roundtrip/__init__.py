"""Cases as a workbook to be edited and read back."""
