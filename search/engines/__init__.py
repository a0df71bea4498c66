"""Engines behind one interface. tantivy is embedded and needs nothing installed."""

from pathlib import Path

from django.conf import settings

from search.engines.base import Engine


def current_engine() -> Engine:
    """The engine of this installation; its index lies under HOME/index."""
    from search.engines.tantivy_engine import TantivyEngine  # slow import: a native library

    return TantivyEngine(Path(settings.HOME) / "index" / "tantivy")
