"""The way to an Elasticsearch cluster: addresses and sign-in from settings, short patience, faults in our words, no secret told.

    ELASTICSEARCH_URL           https://one:9200,https://two:9200
    ELASTICSEARCH_USER, _PASSWORD   or   ELASTICSEARCH_API_KEY
    ELASTICSEARCH_CA_FILE       the certificate that signed the cluster's own

The client is kept per process; its import alone takes most of a second, so it happens when first needed.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

from search.engines.base import IndexUnavailable

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

ASK_PATIENCE = 3.0  # seconds for a question: somebody waits for the page
WRITE_PATIENCE = 60.0
RESTS = 5.0  # seconds in which a server that did not answer is not asked again by this process


class ServerDown(IndexUnavailable):
    """The cluster does not answer, refuses us, or has lost a part of the index."""


@dataclass(frozen=True)
class Server:
    """Where the cluster is and how we sign in. Its text tells no secret."""

    addresses: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca_file: str = ""

    @classmethod
    def read(
        cls, addresses: str, *, user: str = "", password: str = "", api_key: str = "", ca_file: str = ""
    ) -> "Server":
        """A user and password written into an address are taken out of it, so that the address may be shown."""
        plain = []
        for address in filter(None, (each.strip() for each in addresses.split(","))):
            parts = urlsplit(address)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ImproperlyConfigured("ELASTICSEARCH_URL must be http(s)://host:port, several divided by commas.")
            if parts.username:
                user, password = unquote(parts.username), unquote(parts.password or "")
            host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
            port = parts.port or (443 if parts.scheme == "https" else 80)
            plain.append(urlunsplit((parts.scheme, f"{host}:{port}", parts.path.rstrip("/"), "", "")))
        return cls(tuple(plain), user, password, api_key, ca_file)

    def client(self) -> "Elasticsearch":
        """One client per process: a forked web worker must not share its parent's sockets."""
        key = (os.getpid(), self)
        with _lock:
            if key not in _clients:
                _clients[key] = self._connect()
            return _clients[key]

    def _connect(self) -> "Elasticsearch":
        from elasticsearch import Elasticsearch  # slow import

        options: dict[str, object] = {"request_timeout": ASK_PATIENCE, "max_retries": 1, "retry_on_timeout": False}
        if self.api_key:
            options["api_key"] = self.api_key
        elif self.user:
            options["basic_auth"] = (self.user, self.password)
        if self.ca_file:
            options["ca_certs"] = self.ca_file
        return Elasticsearch(list(self.addresses), **options)  # type: ignore[arg-type]

    @contextmanager
    def asked(self, *, is_question: bool = False) -> Iterator["Elasticsearch"]:
        """The client, with its faults told as ServerDown or IndexUnavailable. A question is not put to a server at rest."""
        if is_question and _rest_until.get(self, 0.0) > time.monotonic():
            raise ServerDown("Elasticsearch did not answer a moment ago.")
        from elasticsearch import ApiError, TransportError  # slow import
        from elasticsearch.helpers import BulkIndexError  # slow import

        try:
            yield self.client()
        except TransportError as fault:  # no connection, a wrong certificate, no answer in time
            _rest_until[self] = time.monotonic() + RESTS
            raise ServerDown(f"Elasticsearch does not answer ({type(fault).__name__}).") from None
        except ApiError as fault:
            if fault.status_code == 404:
                raise IndexUnavailable("No index has been built yet.") from None
            if fault.status_code in {401, 403}:
                raise ServerDown(
                    f"Elasticsearch does not let this program in (status {fault.status_code}); look at the sign-in settings."
                ) from None
            raise ServerDown(f"Elasticsearch refused: {_reason(fault)} (status {fault.status_code}).") from None
        except BulkIndexError as fault:  # holds the texts that were to be written: they are not told
            raise ServerDown(f"Elasticsearch did not take {len(fault.errors)} records.") from None


def _reason(fault: Exception) -> str:
    """The type of a refusal, which names no text of the office."""
    body = getattr(fault, "body", None)
    error = body.get("error") if isinstance(body, dict) else None
    return str(error.get("type", "")) if isinstance(error, dict) else type(fault).__name__


_clients: dict[tuple[int, Server], "Elasticsearch"] = {}
_lock = threading.Lock()
_rest_until: dict[Server, float] = {}
