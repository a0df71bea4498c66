"""The pages of the box: addresses, filters, refusals, a constant number of queries."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from office.models import Confidentiality
from search import writer
from tests.search.conftest import NOW


@pytest.fixture
def page(client, cast):
    """page("lan", q="…") → the response of the search page."""

    def get(who: str, **parameters):
        client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse("search:search"), parameters)

    return get


def test_a_visitor_is_sent_to_sign_in(client, db):
    response = client.get(reverse("search:search"), {"q": "x"})
    assert response.status_code == 302
    assert response.url.startswith(reverse("office:sign_in"))


def test_without_a_question_the_page_says_how_to_ask(page):
    response = page("lan")
    assert response.status_code == 200
    assert "Cách tìm" in response.content.decode()


def test_a_hit_leads_to_its_page_with_the_words(page, indexed):
    paper = indexed("mở đầu\flãi suất đóng tàu", number="67", symbol="KH-UBND", day=datetime.date(2014, 10, 15))
    content = page("lan", q="lai suat dong tau").content.decode()
    assert "1 kết quả, 1 trang có «lai suat dong tau»" in content
    assert "<mark>lãi suất đóng tàu</mark>" in content
    assert f'href="/luu-tru/van-ban/{paper.pk}/?trang=2&amp;q=lai+suat+dong+tau"' in content
    assert "67/KH-UBND" in content
    assert "15/10/2014" in content


def test_a_text_without_pages_leads_to_the_thing(page, indexed):
    paper = indexed("whole:thành phần hồ sơ", number="QT-04")
    content = page("lan", q="thành phần").content.decode()
    assert "1 kết quả có «thành phần»" in content
    assert f'href="/luu-tru/van-ban/{paper.pk}/?q=th' in content
    assert "tr. 0" not in content
    assert "<mark>thành phần</mark>" in content


def test_what_was_typed_is_shown_as_text(page, indexed):
    indexed("<script>alert('chào')</script> lãi suất", summary="<b>Lãi suất</b>")
    content = page("lan", q="<script>alert lãi suất").content.decode()
    assert "<script>alert" not in content
    assert "<b>Lãi" not in content
    assert "&lt;script&gt;" in content


def test_filters_stand_in_the_address_and_can_be_taken_away(page, indexed):
    indexed("lãi suất", type_name="Kế hoạch", day=datetime.date(2014, 10, 15))
    indexed("lãi suất", type_name="Quyết định", day=datetime.date(2015, 1, 1))
    response = page("lan", q="lãi suất")
    labels = {
        str(facet.label): [(choice.label, choice.count) for choice in facet.first]
        for facet in response.context["facets"]
    }
    assert labels["Loại"] == [("Kế hoạch", 1), ("Quyết định", 1)]
    assert labels["Năm"] == [("2015", 1), ("2014", 1)]
    link = response.context["facets"][0].first[0].address
    narrowed = page("lan", **{name: values[0] for name, values in parse_qs(urlsplit(link).query).items()})
    assert len(narrowed.context["rows"]) == 1
    ((_label, without),) = narrowed.context["chips"]
    assert parse_qs(urlsplit(without).query) == {"q": ["lãi suất"]}


def test_relaxing_is_said(page, indexed):
    indexed("đăng ký kết hôn")
    content = page("lan", q="đăng ký kết hôn quốc tế").content.decode()
    assert "Không có trang nào đủ cả 6 từ." in content


def test_no_result_says_where_was_looked_and_what_to_try(page, indexed):
    indexed("đăng ký kết hôn", level=Confidentiality.RESTRICTED, unit="kinh_te")
    content = page("binh", q="kết hôn", nam="2014").content.decode()
    assert "Không có kết quả cho «kết hôn» trong phạm vi anh/chị được xem" in content
    assert "Tìm lại không dùng bộ lọc" in content


def test_paging_and_order_keep_the_question(page, indexed):
    for place in range(12):
        indexed(f"khai sinh {place}", day=datetime.date(2020, 1, 1 + place))
    first = page("lan", q="khai sinh", xep="moi")
    assert [row.found.entry.dated_on.day for row in first.context["rows"]] == list(range(12, 2, -1))
    second = page("lan", q="khai sinh", xep="moi", trang="2")
    assert [row.found.entry.dated_on.day for row in second.context["rows"]] == [2, 1]
    assert "next" not in second.context["page_links"]
    assert parse_qs(urlsplit(first.context["page_links"]["next"]).query)["trang"] == ["2"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"trang": "abc"},
        {"trang": "-1"},
        {"trang": "99999999999999"},
        {"trang": "²"},
        {"xep": "x"},
        {"nam": "x" * 5000},
        {"q": "\x00"},
    ],
)
def test_a_strange_address_is_answered(page, indexed, parameters):
    indexed("khai sinh")
    assert page("lan", **({"q": "khai sinh"} | parameters)).status_code == 200


def test_while_there_is_no_index_the_page_says_so(page, filed):
    filed("khai sinh")
    response = page("lan", q="khai sinh")
    assert response.status_code == 503
    assert "đang được dựng lại" in response.content.decode()


def test_a_list_of_one_and_of_nine_costs_the_same(page, indexed, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        page("lan", q="khai sinh")  # signs in
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("search:search"), {"q": "khai sinh"}).status_code == 200
        return len(queries)

    indexed("khai sinh")
    one = cost()
    for place in range(8):
        indexed(f"khai sinh {place}\fkhai sinh")
    assert cost() == one


def test_suggestions_are_options(client, cast, indexed):
    indexed("…", summary="Đăng ký kết hôn <lưu động>")
    client.force_login(cast.user("lan"), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("search:suggest"), {"q": "ket h"})
    assert response.content.decode().strip() == '<option value="Đăng ký kết hôn &lt;lưu động&gt;"></option>'


def test_a_change_is_found_by_the_next_duty(page, filed):
    from office.duties import duties

    filed("khai sinh")
    duties()["search.index"].function(NOW)
    assert len(page("lan", q="khai sinh").context["rows"]) == 1
    filed("khai sinh hai")
    duties()["search.index"].function(NOW)
    assert len(page("lan", q="khai sinh").context["rows"]) == 2
    duties()["search.verify"].function(NOW)
    assert writer.waiting().rows == 0
