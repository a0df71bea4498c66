"""What the office retains: fonds, archive files, scanned pages and their text."""
