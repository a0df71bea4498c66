"""Checking and improving: nonconformities, corrective actions, audits, management review."""
