"""Taking a list along, and keeping a question: one's own, one's rights, and nothing else."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from office.models import Confidentiality
from search.models import KeptQuestion
from search.queries import PER_PAGE
from tests.search.conftest import NOW, tantivy_alone


@pytest.fixture
def signed_in(client, cast):
    def sign_in(who: str):
        client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def cells_of(response) -> list[tuple]:
    assert response.status_code == 200
    return list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))


def test_the_whole_list_is_taken_along_in_its_order_and_nothing_beyond_one_s_rights(signed_in, indexed):
    for place in range(PER_PAGE + 3):
        indexed(f"mở đầu\fđóng mới tàu {place}", number=str(place + 1), symbol="KH-UBND", type_name="Kế hoạch")
    hidden = indexed("đóng mới tàu", summary="Đơn thư", level=Confidentiality.RESTRICTED)
    heading, *rows = cells_of(signed_in("binh").get(reverse("search:download"), {"q": "dong moi tau"}))
    assert heading[0] == "Số, ký hiệu"
    assert {row[0] for row in rows} == {f"{place + 1}/KH-UBND" for place in range(PER_PAGE + 3)}
    assert {row[6] for row in rows} == {"2"}
    assert not any(f"/{hidden.pk}/" in row[7] for row in rows)
    narrowed = cells_of(signed_in("binh").get(reverse("search:download"), {"q": "dong moi tau", "loai": "Báo cáo"}))
    assert len(narrowed) == 1


@tantivy_alone
def test_without_a_question_there_is_no_list(signed_in):
    assert signed_in("lan").get(reverse("search:download")).url == reverse("search:search")


@tantivy_alone
def test_a_question_is_kept_asked_again_and_taken_away(signed_in, indexed):
    indexed("đóng mới tàu", type_name="Kế hoạch")
    client = signed_in("lan")
    page = client.get(reverse("search:search"), {"q": "đóng tàu", "loai": "Kế hoạch", "trang": "1"})
    question = page.context["question"]
    assert "trang" not in question
    kept = client.post(reverse("search:keep"), {"name": "Tàu cá", "question": question}, follow=True)
    assert "Đã lưu «Tàu cá»" in kept.content.decode()
    assert "Câu tìm này đã được lưu." in kept.content.decode()
    assert len(kept.context["answer"].things) == 1
    start = client.get(reverse("search:search")).content.decode()
    assert "Tàu cá" in start
    assert "Tàu cá" not in signed_in("minh").get(reverse("search:search")).content.decode()
    client = signed_in("lan")
    client.post(reverse("search:keep"), {"name": "Tàu vỏ thép", "question": question})
    (one,) = KeptQuestion.objects.all()
    assert one.name == "Tàu vỏ thép"
    assert "Đã bỏ" in client.post(reverse("search:forget", args=[one.pk]), follow=True).content.decode()
    assert not KeptQuestion.objects.exists()


@tantivy_alone
@pytest.mark.parametrize(
    "question",
    ["", "next=https://elsewhere", "&" * 50, "q=" + "ố" * 400, "q=%00%ff", "q=\x00", "q=" + "a" * 5_000],
)
@pytest.mark.parametrize("name", ["Tàu", "", "x" * 500, "\x00"])
def test_odd_things_are_refused_in_words_and_lead_nowhere_else(signed_in, question, name):
    response = signed_in("lan").post(reverse("search:keep"), {"name": name, "question": question})
    assert response.status_code == 302
    assert response.url.startswith(reverse("search:search"))
    assert not KeptQuestion.objects.filter(question__contains="next").exists()


@tantivy_alone
def test_nobody_keeps_questions_without_end(signed_in, cast, monkeypatch):
    monkeypatch.setattr("search.forms.MOST_KEPT", 2)
    client = signed_in("lan")
    for place in range(4):
        client.post(reverse("search:keep"), {"name": f"Câu {place}", "question": f"q={place}"})
    assert KeptQuestion.objects.of(cast.user("lan")).count() == 2


@tantivy_alone
def test_what_others_kept_is_not_there(signed_in, cast):
    kept = KeptQuestion.objects.create(user=cast.user("lan"), name="Của Lan", question="q=x", created_at=NOW)
    assert signed_in("minh").post(reverse("search:forget", args=[kept.pk])).status_code == 404
    assert KeptQuestion.objects.exists()
