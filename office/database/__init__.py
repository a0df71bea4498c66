"""Database backends: Django's own with the one thing added that many writers need."""
