"""A document brought to a stage through the real actions. Never a status column written by hand."""

import datetime
from decimal import Decimal

from iso_docs.actions import approve, create_document, issue_document, save_draft, sign_review, submit_for_review
from iso_docs.blocks import block
from iso_docs.models import ControlledDocument, DocumentIssue, ReviewRound
from office.signing import reauthenticate
from tests.cast import PASSWORD, Cast

# Friday 20/11/2026, 15:00 in Hanoi.
NOW = datetime.datetime(2026, 11, 20, 8, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 20)

STEPS = [
    # number, work, responsible, [(case, quantity or None for «with the step above»)]
    ("1", "Tiếp nhận, kiểm tra hồ sơ; in giấy hẹn.", "Cán bộ tiếp nhận tại TTPVHCC", ["0.5", "0.5"]),
    ("2", "Thẩm tra tính hợp lệ của thông tin trong hồ sơ.", "Công chức Tư pháp – Hộ tịch", ["1", "3"]),
    ("3", "Ký trích lục. Chưa hợp lệ: trả lại bước 2, nêu lý do.", "Lãnh đạo UBND", ["1", "2"]),
    ("4", "Đóng dấu văn bản.", "Văn thư UBND", ["0.5", "0.5"]),
    ("5", "Ghi sổ, trả kết quả, thu lệ phí.", "Cán bộ tiếp nhận tại TTPVHCC", [None, None]),
]
CASES = [("không xác minh", "3"), ("có xác minh", "6")]


def write_procedure(draft: ControlledDocument, *, purpose: str = "Quy định cách thay đổi, cải chính hộ tịch.") -> None:
    """Fill a draft with five steps, two cases and a time that steps 4 and 5 share."""
    draft.sections = [
        block("section", {"number": "1", "heading": "Mục đích", "body": [block("paragraph", purpose, "p-1")]}, "s-1"),
        block(
            "section",
            {"number": "2", "heading": "Phạm vi", "body": [block("paragraph", "Áp dụng tại UBND phường.", "p-2")]},
            "s-2",
        ),
    ]
    draft.cases = [
        block("case", {"name": name, "quantity": Decimal(quantity), "unit": "working_day"}, f"c-{order}")
        for order, (name, quantity) in enumerate(CASES, start=1)
    ]
    draft.steps = [
        block(
            "step",
            {
                "number": number,
                "work": work,
                "responsible": responsible,
                "times": [
                    {
                        "case": name,
                        "quantity": Decimal(quantity) if quantity else None,
                        "with_previous": quantity is None,
                        "unit": "working_day",
                    }
                    for (name, _limit), quantity in zip(CASES, times, strict=True)
                ],
            },
            f"b-{number}",
        )
        for number, work, responsible, times in STEPS
    ]
    draft.records = [block("record", {"name": "Bộ hồ sơ", "kept_by": "Tư pháp – Hộ tịch", "period": "Vĩnh viễn"})]


def a_draft(cast: Cast, *, code: str = "QT-HT-06", title: str = "Thay đổi, cải chính hộ tịch", now=NOW, by="quan"):
    document = create_document(
        code=code, title=title, owner_unit=cast.unit("office"), field="Hộ tịch", by=cast.person(by), now=now
    )
    save_draft(document=document, change=write_procedure, by=cast.person(by), now=now)
    return document


def submitted(cast: Cast, document: ControlledDocument, *, now=NOW) -> ReviewRound:
    return submit_for_review(
        document=document, reviewer=cast.person("thao"), approver=cast.person("ngoc"), by=cast.person("quan"), now=now
    )


def signed_by(cast: Cast, round_: ReviewRound, who: str, *, now=NOW):
    act = sign_review if who == "thao" else approve
    proof = reauthenticate(cast.user(who), password=PASSWORD, now=now)
    return act(round_=round_, content_hash=round_.content_hash, by=cast.person(who), proof=proof, now=now)


def an_issue(
    cast: Cast, document: ControlledDocument | None = None, *, effective_from=TODAY, now=NOW, is_amendment=False
) -> DocumentIssue:
    document = document or a_draft(cast, now=now)
    round_ = submitted(cast, document, now=now)
    signed_by(cast, round_, "thao", now=now)
    signed_by(cast, round_, "ngoc", now=now)
    return issue_document(
        round_=round_, effective_from=effective_from, by=cast.person("ngoc"), now=now, is_amendment=is_amendment
    )
