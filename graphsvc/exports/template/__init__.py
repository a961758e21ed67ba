"""The empty workbook for offices: locked headings with notes, drop-downs, an example row on every list."""
