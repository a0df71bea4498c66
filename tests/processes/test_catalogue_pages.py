"""The catalogue on screen: everybody reads it, its keepers enter what was announced, and nothing typed is lost."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from processes.models import AdministrativeProcedure

TYPED = {
    "code": "1.999002", "name": "Đăng ký giám hộ", "field_code": "G15-HT", "field_name": "Hộ tịch", "level": "commune",
    "announcement": "new", "decision_number": "12/QĐ-UBND", "decided_on": "02/01/2026", "decision_issuer": "UBND tỉnh Nam Hải",
    "valid_from": "12/01/2026", "hold_rule": "restart", "form_regime": "tt03_2025",
    "papers": "Tờ khai đăng ký giám hộ\nGiấy chứng sinh | bản sao | 2\nVăn bản ủy quyền | bản chính | 1 | nộp thay",
    "fees": "lệ phí | Lệ phí đăng ký giám hộ | 15.000 | Nghị quyết của HĐND tỉnh",
    "th-TOTAL_FORMS": "3", "th-INITIAL_FORMS": "0",
    "th-0-name": "", "th-0-limit": "3", "th-0-limit_unit": "working_day",
    "th-1-name": "có xác minh", "th-1-limit": "8,5", "th-1-limit_unit": "working_day",
    "th-2-name": "", "th-2-limit": "", "th-2-limit_unit": "working_day",
}  # fmt: skip


@pytest.fixture
def as_(cast, client):
    def sign_in(name):
        client.force_login(cast.user(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def test_what_was_announced_is_entered_and_listed(as_):
    answer = as_("quan").post(reverse("processes:announce"), TYPED)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    version = AdministrativeProcedure.objects.get().versions.get()
    assert version.valid_from == datetime.date(2026, 1, 12)
    assert [(case.key, case.limit) for case in version.cases.all()] == [("chung", 3), ("co-xac-minh", Decimal("8.5"))]
    papers = [(paper.name, paper.kind, paper.count, paper.condition) for paper in version.cases.first().papers.all()]
    assert papers == [
        ("Tờ khai đăng ký giám hộ", "original", 1, ""),
        ("Giấy chứng sinh", "copy", 2, ""),
        ("Văn bản ủy quyền", "original", 1, "nộp thay"),
    ]
    assert version.fees.get().amount == 15_000
    page = as_("lan").get(reverse("processes:catalogue")).content.decode()
    assert "Đăng ký giám hộ" in page
    assert "8,5 ngày làm việc" in page
    assert "1 chưa có quy trình ISO" in page
    assert "Đăng ký giám hộ" in as_("lan").get(reverse("processes:catalogue"), {"q": "giam ho"}).content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"valid_from": "31/02/2026"}, "Chưa lưu được"),
        ({"papers": "Tờ khai | bản lạ"}, "dòng 1"),
        ({"fees": "phí | thiếu tiền"}, "dòng 1: cần đủ"),
        ({"th-0-name": "thường", "th-0-limit": ""}, "chưa có thời hạn"),
        ({"th-0-limit": "", "th-1-name": "", "th-1-limit": ""}, "ít nhất một trường hợp"),
        ({"code": "khai-sinh"}, "dạng 1.000123"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_, change, said):
    answer = as_("quan").post(reverse("processes:announce"), TYPED | change)
    page = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert said in page
    assert "Giấy chứng sinh" in page or "papers" in change
    assert not AdministrativeProcedure.objects.exists()


def test_the_list_costs_the_same_for_one_and_three(as_, django_assert_num_queries):
    client = as_("quan")
    client.post(reverse("processes:announce"), TYPED)
    client.get(reverse("processes:catalogue"))
    with django_assert_num_queries(14):
        client.get(reverse("processes:catalogue"))
    for number in (3, 4):
        client.post(reverse("processes:announce"), TYPED | {"code": f"1.99900{number}", "name": f"Thủ tục {number}"})
    client.get(reverse("processes:catalogue"))
    with django_assert_num_queries(14):
        client.get(reverse("processes:catalogue"))
