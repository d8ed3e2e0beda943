"""The Alliance Workbook."""
