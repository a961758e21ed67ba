"""A loaded submission written back as the workbook that a person would fill in: read again, it is the same content."""
