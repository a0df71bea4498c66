"""Finding: one query language and one box over all that rooms register as searchable."""
