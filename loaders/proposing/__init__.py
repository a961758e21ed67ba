"""What a person could decide about a load, and the workbook in which it comes back."""
