"""What is wrong with workbooks as they arrive, row by row of the domain's table and code by code, with own values."""
