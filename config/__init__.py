"""Composition: settings, environment readers, addresses. Imports all rooms, is imported by none."""
