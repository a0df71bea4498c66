"""Receiving a dossier: the rules of the day are pinned, the promise is the earlier one, pressing twice makes one."""

import datetime
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest

from office.models import IndexOutbox, JournalLine
from office.refusals import Incomplete, NotPermitted, WrongState
from processes.actions import ApplicantDetails, receive_dossier
from processes.models import AdministrativeProcedureCase, Applicant, Dossier
from processes.states import Channel, CutoffEffect, DossierState
from tests.processes.lives import MAI, a_dossier, a_procedure, all_papers, an_issue, at, withdraw

pytestmark = pytest.mark.django_db


def test_the_earlier_of_two_limits_is_promised_and_both_are_in_the_ledger(cast):
    case = a_procedure(cast, limit="5")
    issue = an_issue(cast, case, committed="4")
    dossier = a_dossier(cast, case, at(19, 8, 42))
    assert dossier.code == "H99.14-261119-0001"
    assert (dossier.register_year, dossier.register_number) == (2026, 1)
    assert dossier.issue == issue
    # Thursday 19/11: 20, 23, (24 is the Day of Culture), 25, 26 | 27
    assert dossier.due_committed == at(26, 17)
    assert dossier.due_legal == at(27, 17)
    assert dossier.due_original == dossier.due_promised == dossier.due_current == at(26, 17)
    told = dossier.promise
    assert told["kept"] == "committed"
    assert told["legal"]["source"] == "Nghị định 15/2026/NĐ-CP"
    assert told["committed"]["source"] == "QT-XD-01, lần ban hành 01"
    assert [(line["date"][8:], line["days"]) for line in told["days"]] == [
        ("19", "0"), ("20", "1"), ("21", "0"), ("22", "0"), ("23", "1"), ("24", "0"), ("25", "1"), ("26", "1"),
    ]  # fmt: skip
    assert next(line for line in told["days"] if line["date"].endswith("24"))["verdict"] == "holiday"


def test_without_an_issue_the_law_alone_promises(cast):
    case = a_procedure(cast)
    dossier = a_dossier(cast, case, at(19))
    assert dossier.issue is None
    assert dossier.due_committed is None
    assert dossier.due_original == dossier.due_legal == at(27, 17)
    assert [each.key for each in dossier.progress.all()] == ["whole"]


def test_a_dossier_follows_the_issue_and_version_of_its_day(cast):
    case = a_procedure(cast)
    first = an_issue(cast, case, committed="4")
    second = an_issue(
        cast, case, number=2, effective_from=datetime.date(2026, 11, 20), committed="2", document=first.document
    )
    before, after = a_dossier(cast, case, at(19, 16, 59)), a_dossier(cast, case, at(20, 7, 30))
    assert (before.issue, after.issue) == (first, second)
    withdraw(cast, second, datetime.date(2026, 11, 23))
    assert a_dossier(cast, case, at(23)).issue is None  # a withdrawal revives nobody
    before.refresh_from_db()
    assert (before.issue, before.due_current) == (first, at(26, 17))


def test_a_version_of_another_day_is_refused(cast):
    case = a_procedure(cast)
    version = case.version
    version.valid_until = datetime.date(2026, 11, 15)
    version.save()
    with pytest.raises(WrongState, match="16/11/2026"):
        a_dossier(cast, case, at(16))


def test_pressing_twice_makes_one_dossier(cast):
    case, key = a_procedure(cast), uuid.uuid4()
    first = a_dossier(cast, case, at(19), key=key)
    again = a_dossier(cast, case, at(19, 9, 1), key=key)
    assert again == first
    assert again.received_at == at(19)
    assert Dossier.objects.count() == Applicant.objects.count() == 1
    assert JournalLine.objects.filter(act="processes.dossier.receive").count() == 1
    assert a_dossier(cast, case, at(19, 9, 2)).code == "H99.14-261119-0002"


def test_numbers_of_the_day_begin_anew_and_the_register_goes_on(cast):
    case = a_procedure(cast)
    codes = [a_dossier(cast, case, at(day)) for day in (19, 19, 20)]
    assert [(each.code[-11:], each.register_number) for each in codes] == [
        ("261119-0001", 1),
        ("261119-0002", 2),
        ("261120-0001", 3),
    ]


def test_an_incomplete_dossier_is_refused_with_what_is_missing(cast):
    case = a_procedure(cast)
    with pytest.raises(Incomplete) as refusal:
        receive_dossier(
            key=uuid.uuid4(),
            case=case,
            applicant=ApplicantDetails(name=" "),
            papers=all_papers(case)[:1],
            by=cast.person("lan"),
            now=at(19),
        )
    assert refusal.value.details == ["họ tên người nộp", "Bản vẽ hiện trạng"]
    assert not Dossier.objects.exists()
    assert not JournalLine.objects.exists()


@pytest.mark.parametrize("who", ["minh", "hoa", "quan", "ngoc", "admin"])
def test_only_the_one_stop_unit_receives(cast, who):
    case = a_procedure(cast)
    with pytest.raises(NotPermitted):
        receive_dossier(
            key=uuid.uuid4(), case=case, applicant=MAI, papers=all_papers(case), by=cast.person(who), now=at(19)
        )


def test_papers_that_came_earlier_move_no_date_and_need_a_reason(cast):
    case = a_procedure(cast)
    with pytest.raises(Incomplete):
        a_dossier(cast, case, at(19), paper_received_at=at(18))
    with pytest.raises(Incomplete):
        a_dossier(cast, case, at(19), paper_received_at=at(20), paper_received_reason="mất điện")
    dossier = a_dossier(cast, case, at(19), paper_received_at=at(18), paper_received_reason="mất điện cả buổi chiều")
    assert dossier.received_at == at(19)
    assert dossier.due_original == at(27, 17)


def test_a_known_applicant_is_known_again_and_the_paper_of_then_stays(cast):
    case = a_procedure(cast)
    first = a_dossier(cast, case, at(19))
    moved = ApplicantDetails(name=MAI.name, id_number=MAI.id_number, address="tổ dân phố 9", phone="0900000999")
    second = a_dossier(cast, case, at(20), applicant=moved)
    assert first.applicant == second.applicant
    first.refresh_from_db()
    assert (first.applicant_phone, second.applicant_phone) == ("0900000173", "0900000999")
    assert Applicant.objects.get().phone == "0900000999"


def test_the_journal_knows_the_applicant_by_pseudonym_only(cast):
    dossier = a_dossier(cast, a_procedure(cast), at(19))
    body = JournalLine.objects.get(act="processes.dossier.receive").body
    assert dossier.code in body
    for word in (MAI.name, MAI.id_number, MAI.phone, MAI.address):
        assert word not in body
    assert IndexOutbox.objects.filter(kind="processes.dossier", object_id=dossier.pk).exists()


def test_same_day_procedures_after_the_cutoff_give_the_result_next_day(cast):
    case = a_procedure(cast, limit="0", is_immediate=True, cutoff_effect=CutoffEffect.RESULT_NEXT_DAY)
    assert a_dossier(cast, case, at(19, 14, 59)).due_original == at(19, 17)
    assert a_dossier(cast, case, at(19, 15, 1)).due_original == at(20, 17)


def test_by_the_decree_alone_the_cutoff_moves_no_date(cast):
    case = a_procedure(cast, limit="1")
    assert a_dossier(cast, case, at(19, 16, 30)).due_original == at(20, 17)


def test_channels_and_organisations_are_kept_apart(cast):
    dossier = a_dossier(
        cast, a_procedure(cast), at(19), submit_channel=Channel.POSTAL, return_channel=Channel.AT_HOME,
        support_point=cast.unit("van_hoa"),
    )  # fmt: skip
    assert dossier.receiving_unit == cast.unit("one_stop")
    assert dossier.competent_agency == cast.unit("ward")
    assert dossier.support_point == cast.unit("van_hoa")
    assert dossier.owner_unit == cast.unit("kinh_te")
    assert (dossier.state, dossier.finance_state) == (DossierState.RECEIVED, "owed")


def test_a_case_of_the_issue_is_found_by_key_or_name(cast):
    case = a_procedure(cast)
    issue = an_issue(cast, case)
    other = issue.cases.create(key="c2", position=2, name="Có xác minh", quantity=Decimal(9), unit="working_day")
    assert a_dossier(cast, case, at(19)).issue_case.key == "c1"  # the one that neither paper names

    def case_of_the_law(key, name, **more):
        return AdministrativeProcedureCase.objects.create(
            version=case.version, key=key, name=name, position=2, limit=Decimal(12), limit_unit="working_day", **more
        )

    assert a_dossier(cast, case_of_the_law("xac-minh", "có xác minh"), at(19)).issue_case == other
    strange = a_dossier(cast, case_of_the_law("uu-tien", "ưu tiên"), at(19))
    assert (strange.issue, strange.issue_case) == (issue, None)  # two of them, and nothing says which
    assert a_dossier(cast, case_of_the_law("khac", "khác", issue_case_key="c2"), at(19)).issue_case == other


def test_an_agency_without_a_code_gives_out_none(cast):
    ward = cast.unit("ward")
    ward.code = ""
    ward.save()
    with pytest.raises(WrongState, match="mã định danh"):
        a_dossier(cast, a_procedure(cast), at(19))


def test_the_same_key_for_somebody_else_is_refused_and_nothing_is_lost(cast):
    """Back, change the name, send: not the first receipt for the second person."""
    case = a_procedure(cast)
    key = uuid.uuid4()
    first = a_dossier(cast, case, at(20), key=key)
    assert a_dossier(cast, case, at(20), key=key) == first
    with pytest.raises(WrongState, match=first.code):
        a_dossier(cast, case, at(20), key=key, applicant=replace(MAI, name="Cao Thị Bích"))
    assert Dossier.objects.count() == 1
