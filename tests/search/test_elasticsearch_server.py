"""The way to a cluster: what is read from settings, what is told when nobody answers, and what is never told."""

import socket

import pytest
from django.core.exceptions import ImproperlyConfigured

from office.health import Level
from office.models import IndexOutbox
from search import writer
from search.engines.base import IndexUnavailable
from search.engines.elasticsearch_server import Server, _rest_until
from search.health import index_keeps_up
from search.queries import find
from tests.search.conftest import NOW, tantivy_alone

pytestmark = tantivy_alone  # no server is needed here: none answers, or none is asked


@pytest.fixture
def nobody_answers(settings):
    """An installation whose cluster is switched off."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else takes the port meanwhile
        settings.SEARCH_ENGINE = "elasticsearch"
        settings.ELASTICSEARCH = settings.ELASTICSEARCH | {
            "url": f"http://lan:bi-mat@127.0.0.1:{taken.getsockname()[1]}",
            "prefix": "test-nobody",
        }
        yield
    _rest_until.clear()


def test_addresses_and_secrets_are_kept_apart():
    server = Server.read("https://lan:bi%20mat@one:9200, https://two", ca_file="ca.pem")
    assert server.addresses == ("https://one:9200", "https://two:443")
    assert (server.user, server.password) == ("lan", "bi mat")
    assert "bi mat" not in repr(server)
    assert "chia-khoa" not in repr(Server.read("http://one:9200", api_key="chia-khoa"))


@pytest.mark.parametrize("address", ["one:9200", "ftp://one", "http://"])
def test_what_is_no_address_is_said_at_once(address):
    with pytest.raises(ImproperlyConfigured):
        Server.read(address)


def test_with_the_server_down_work_goes_on_and_nothing_is_forgotten(cast, client, filed, nobody_answers):
    filed("giấy khai sinh")
    assert writer.run_once(NOW) == 0
    assert IndexOutbox.objects.count() == 1
    with pytest.raises(IndexUnavailable) as told:
        find(cast.user("lan"), "khai sinh")
    assert "bi-mat" not in str(told.value)
    client.force_login(cast.user("lan"))
    answer = client.get("/tim-kiem/", {"q": "khai sinh"})
    assert answer.status_code == 503
    assert "khai sinh" in answer.content.decode()  # what was typed is still in the box
    finding = index_keeps_up(NOW)
    assert (finding.level, "bi-mat" in str(finding.words)) == (Level.BAD, False)
