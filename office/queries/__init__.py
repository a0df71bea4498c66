"""Questions across the tables of the office."""
