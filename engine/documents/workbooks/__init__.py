"""Workbooks as values: .xlsx, .ods and .csv read within bounds, .xlsx written."""
