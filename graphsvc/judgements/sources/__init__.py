"""Purchases that hang on one source, openly or further upstream."""
