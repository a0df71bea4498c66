"""Rows of what is late and of the office's own numbers."""

from tests.access.rows import Row, add

ANSWERABLE = frozenset({"quan", "ngoc", "hoa", "thao"})

add(
    {
        "office:overdue": Row(who=ANSWERABLE, why="heads for their units; leaders and the quality officer for all"),
        "office:settings": Row(who=frozenset({"quan", "ngoc"}), why="who sets the office's own numbers"),
    }
)
