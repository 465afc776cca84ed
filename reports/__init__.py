"""WHAT LEAVES THE HOUSE. The evaluation workbook."""
