"""Engines behind one interface. tantivy is embedded and needs nothing installed; Elasticsearch is what an office grows into."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.engines.base import Engine

ENGINES = ("tantivy", "elasticsearch")


def current_engine() -> Engine:
    """The engine that answers in this installation (settings.SEARCH_ENGINE)."""
    return engine_named(settings.SEARCH_ENGINE)


def engine_named(name: str) -> Engine:
    """An engine of this installation by name: the one that answers, or one that is built beside it."""
    return engine_of(name, Path(settings.HOME) / "index" / name, settings.ELASTICSEARCH)


def engine_of(name: str, folder: Path, facts: Mapping[str, Any]) -> Engine:
    """An engine with its files in `folder`; `facts` tell the way to a server (settings.ELASTICSEARCH)."""
    if name == "tantivy":
        from search.engines.tantivy_engine import TantivyEngine  # slow import: a native library

        return TantivyEngine(folder)
    if name == "elasticsearch":
        if not facts["url"]:
            raise ImproperlyConfigured("ELASTICSEARCH_URL is not set; make elasticsearch starts a server to try.")
        from search.engines.elasticsearch_engine import ElasticsearchEngine  # slow import
        from search.engines.elasticsearch_server import Server  # slow import

        server = Server.read(
            facts["url"],
            user=facts["user"],
            password=facts["password"],
            api_key=facts["api_key"],
            ca_file=facts["ca_file"],
        )
        return ElasticsearchEngine(server, facts["prefix"] or _prefix(), folder, shards=facts["shards"])
    raise ImproperlyConfigured(f"DUNG_HEN_SEARCH_ENGINE must be one of {', '.join(ENGINES)}, not {name!r}.")


def _prefix() -> str:
    """Each installation has names of its own, so that offices can share a cluster and never meet."""
    return "dung-hen-" + hashlib.sha256(f"search:{settings.SECRET_KEY}".encode()).hexdigest()[:10]
