"""Figures of a period that close, and the papers they go out on."""
