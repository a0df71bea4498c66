"""Standards as data: the edition that comes along, what answers a clause, what does not apply, and who sees which document."""

import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from audits.actions import answer_clause, exclude_clause, include_clause, withdraw_answer
from audits.clauses import clause_rows
from audits.models import Clause, Standard
from audits.standard_files import FIRST, NotAStandard, read_standard
from audits.states import ClauseState
from iso_docs.models import ControlledDocument
from office.models import JournalLine
from office.refusals import Incomplete, NotPermitted, WrongState
from tests.processes.lives import a_procedure, an_issue, at

pytestmark = pytest.mark.django_db
NOW = at(20)


def clause_of(number):
    return Clause.objects.get(standard__edition="ISO 9001:2015", number=number)


def row(cast, number, name="quan"):
    return clause_rows([clause_of(number)], cast.user(name), on=NOW.date())[0]


@pytest.fixture
def as_(cast, client):
    def sign_in(name):
        client.force_login(cast.user(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def issue(cast):
    return an_issue(cast, a_procedure(cast))


@pytest.mark.parametrize(
    ("number", "maintain", "retain"),
    [("4.3", True, False), ("5.2.2", True, False), ("7.2", False, True), ("8.7.2", False, True), ("9.2.2", False, True),
     ("4.4.2", True, True), ("10.3", False, False)],
)  # fmt: skip
def test_iso_9001_2015_says_what_is_maintained_and_what_is_retained(db, number, maintain, retain):
    clause = clause_of(number)
    assert (clause.maintain, clause.retain) == (maintain, retain)
    assert all([clause.title_vi, clause.title_en, clause.says_vi, clause.says_en])


def test_every_clause_stands_after_its_parent(db):
    numbers = list(Clause.objects.filter(standard__edition="ISO 9001:2015").values_list("number", flat=True))
    assert [number for number in numbers if "." not in number] == ["4", "5", "6", "7", "8", "9", "10"]
    for place, number in enumerate(numbers):
        parent, dot, _last = number.rpartition(".")
        assert not dot or parent in numbers[:place], number
    assert numbers == sorted(numbers, key=lambda number: [int(part) for part in number.split(".")])


def test_titles_follow_the_language_of_the_reader(db):
    assert clause_of("9.2").title == "Đánh giá nội bộ"
    with translation.override("en"):
        assert clause_of("9.2").title == "Internal audit"


def test_a_clause_lacks_until_both_kinds_are_named(cast, issue):
    quan, clause = cast.person("quan"), clause_of("8.5.1")
    assert row(cast, "8.5.1").state == ClauseState.LACKING
    answer_clause(clause=clause, document=issue.document, by=quan, now=NOW)
    assert (row(cast, "8.5.1").lacks_document, row(cast, "8.5.1").lacks_record) == (False, True)
    answer = answer_clause(clause=clause, record="Phiếu kiểm soát quá trình", kept_at="Một cửa", by=quan, now=NOW)
    assert row(cast, "8.5.1").state == ClauseState.ANSWERED
    withdraw_answer(answer=answer, by=quan, now=NOW)
    assert row(cast, "8.5.1").state == ClauseState.LACKING
    acts = JournalLine.objects.filter(act__startswith="audits.clause.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["audits.clause.answer", "audits.clause.answer", "audits.clause.withdraw_answer"]


def test_a_document_without_an_issue_in_force_does_not_answer(cast):
    draft = ControlledDocument.objects.create(code="QT-09", title="Nháp", owner_unit=cast.unit("office"))
    answer_clause(clause=clause_of("4.3"), document=draft, by=cast.person("quan"), now=NOW)
    found = row(cast, "4.3")
    assert (found.state, found.answers[0].not_in_force) == (ClauseState.LACKING, True)


def test_whoever_may_not_read_the_document_does_not_see_it_named(cast):
    draft = ControlledDocument.objects.create(code="NB-1", title="Kế hoạch nội bộ", owner_unit=cast.unit("leaders"))
    answer_clause(clause=clause_of("4.3"), document=draft, by=cast.person("quan"), now=NOW)
    assert [each.name for each in row(cast, "4.3", "quan").answers] == ["NB-1 Kế hoạch nội bộ"]
    assert row(cast, "4.3", "binh").answers == []


def test_a_clause_that_does_not_apply_lacks_nothing_and_may_apply_again(cast):
    quan, clause = cast.person("quan"), clause_of("8.3.4")
    exclude_clause(clause=clause, reason="Pháp luật đã quy định dịch vụ", by=quan, now=NOW)
    assert row(cast, "8.3.4").state == ClauseState.EXCLUDED
    with pytest.raises(WrongState):
        exclude_clause(clause=clause, reason="Lần nữa", by=quan, now=NOW)
    include_clause(clause=clause, by=quan, now=NOW)
    assert row(cast, "8.3.4").state == ClauseState.LACKING
    with pytest.raises(WrongState):
        include_clause(clause=clause, by=quan, now=NOW)


def test_refusals(cast, issue):
    quan, clause = cast.person("quan"), clause_of("7.2")
    with pytest.raises(NotPermitted):
        answer_clause(clause=clause, record="Hồ sơ đào tạo", by=cast.person("minh"), now=NOW)
    with pytest.raises(Incomplete):
        answer_clause(clause=clause, record="  ", by=quan, now=NOW)
    with pytest.raises(Incomplete):
        answer_clause(clause=clause, record="Hồ sơ", document=issue.document, by=quan, now=NOW)
    with pytest.raises(WrongState):
        answer_clause(clause=clause_of("7"), record="Hồ sơ", by=quan, now=NOW)
    with pytest.raises(Incomplete):
        exclude_clause(clause=clause, reason=" ", by=quan, now=NOW)
    answer = answer_clause(clause=clause, record="Hồ sơ đào tạo", by=quan, now=NOW)
    with pytest.raises(WrongState):
        answer_clause(clause=clause, record="Hồ sơ đào tạo", by=quan, now=NOW)
    withdraw_answer(answer=answer, by=quan, now=NOW)
    with pytest.raises(WrongState):
        withdraw_answer(answer=answer, by=quan, now=NOW)


def test_the_database_keeps_clauses_and_answers_as_they_were(cast):
    answer = answer_clause(clause=clause_of("7.2"), record="Hồ sơ đào tạo", by=cast.person("quan"), now=NOW)
    for change in (
        lambda: Clause.objects.filter(number="7.2").update(title_vi="Khác"),
        lambda: type(answer).objects.filter(pk=answer.pk).update(record="Khác"),
        lambda: type(answer).objects.filter(pk=answer.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_list_asks_as_often_with_one_answer_as_with_three(cast, as_, issue):
    client, address, asked = as_("quan"), reverse("audits:clauses"), {}
    for count, number in enumerate(["4.3", "6.2.1", "8.1"], 1):
        answer_clause(clause=clause_of(number), document=issue.document, by=cast.person("quan"), now=NOW)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address)
        assert page.content.decode().count("QT-XD-01") == count
        asked[count] = len(queries)
    assert asked[1] == asked[3]


def test_the_list_filters_and_leaves_as_a_spreadsheet(cast, as_):
    answer_clause(clause=clause_of("7.2"), record="Hồ sơ đào tạo", by=cast.person("quan"), now=NOW)
    client = as_("lan")
    page = client.get(reverse("audits:clauses"), {"state": "answered"})
    assert [line["clause"].number for line in page.context["rows"]] == ["7.2"]
    page = client.get(reverse("audits:clauses"), {"q": "danh gia noi bo"})
    assert page.status_code == 200
    page = client.get(reverse("audits:clauses"), {"state": "answered", "xuat": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(page.content)).active
    cells = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {"7.2", "Hồ sơ đào tạo"} <= set(cells)
    assert "8.7.2" not in cells


def test_odd_addresses_are_answered(as_):
    client = as_("lan")
    assert client.get(reverse("audits:clauses"), {"tieu-chuan": "\0", "state": "zz", "q": "\0"}).status_code == 200
    assert client.get("/cai-tien/dieu-khoan/99999999999999999999999/").status_code == 404


def test_what_was_typed_comes_back(cast, as_):
    client, clause = as_("quan"), clause_of("7.2")
    page = client.post(reverse("audits:answer_clause", args=[clause.pk]), {"tra-loi-note": "ghi chú còn đây"})
    assert page.status_code == 422
    assert "ghi chú còn đây" in page.content.decode()
    page = client.post(reverse("audits:answer_clause", args=[clause.pk]), {"tra-loi-record": "Hồ sơ đào tạo"})
    assert page.status_code == 302
    assert "Hồ sơ đào tạo" in client.get(clause.get_absolute_url()).content.decode()
    client.post(reverse("audits:exclude_clause", args=[clause.pk]), {"khong-ap-dung-reason": "Thử"})
    assert "Áp dụng lại" in client.get(clause.get_absolute_url()).content.decode()
    client.post(reverse("audits:include_clause", args=[clause.pk]))
    answer = clause.answers.get()
    client.post(reverse("audits:withdraw_answer", args=[clause.pk, answer.pk]))
    assert row(cast, "7.2").answers == []


def test_a_further_edition_is_loaded_once_and_touches_nothing(tmp_path, capsys):
    data = json.loads(FIRST.read_text(encoding="utf-8")) | {"edition": "ISO 9001:2026", "published_on": "2026-09-15"}
    file = tmp_path / "moi.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    before = Clause.objects.count()
    call_command("load_standard", str(file), "--json")
    assert json.loads(capsys.readouterr().out) == {"edition": "ISO 9001:2026", "clauses": before, "loaded": True}
    with pytest.raises(SystemExit) as ended:
        call_command("load_standard", str(file), "--json")
    assert (ended.value.code, Standard.objects.count(), Clause.objects.count()) == (1, 2, 2 * before)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"clauses": []}', '{"edition": "x", "title_vi": "x", "title_en": "x", "published_on": "hôm nay", "clauses": [{}]}',
     '{"edition": "x", "title_vi": "x", "title_en": "x", "published_on": "2026-01-01", "clauses": [3]}',
     '{"edition": "x", "title_vi": "x", "title_en": "x", "published_on": "2026-01-01", "clauses": [{"number": "1", "vi": "a", "en": "a", "retain": true}]}',
     '{"edition": "x", "title_vi": "x", "title_en": "x", "published_on": "2026-01-01", "clauses": [{"number": "1", "vi": "a", "en": "a"}, {"number": "1", "vi": "a", "en": "a"}]}'],
)  # fmt: skip
def test_a_file_that_is_no_standard_is_told_where(tmp_path, text):
    with pytest.raises(NotAStandard):
        read_standard(text)
    file = tmp_path / "sai.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as error:
        call_command("load_standard", str(file))
    assert error.value.returncode == 2
