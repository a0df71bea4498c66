"""Acts at the desk: a document is begun, imported, changed. The desk's editor is Wagtail's; these serve imports, programs and tests."""

import datetime
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from iso_docs import rules
from iso_docs.content import frozen_content
from iso_docs.models import ControlledDocument, DraftForm, PrintedRole, WordImport
from iso_docs.recognised_draft import fill_draft
from iso_docs.states import DocumentKind
from iso_docs.word.recognised import RecognisedDocument, RecognisedFile
from office.access import asker_for_person
from office.acts import office_act
from office.canonical import sha256_of
from office.models import Confidentiality, Person, Post, Unit
from office.refusals import Incomplete, NotPermitted
from office.store import StoredBytes, register


def create_document(
    *,
    code: str,
    title: str,
    owner_unit: Unit,
    by: Person,
    now: datetime.datetime,
    kind: str = DocumentKind.PROCEDURE,
    issuer: str = "",
    field: str = "",
    confidentiality: int = Confidentiality.INTERNAL,
) -> ControlledDocument:
    """Begin a document: an empty draft on the desk of `owner_unit`.

    Refused to whoever drafts nothing there (NotPermitted), and when the code is taken (Incomplete).
    """
    rules.check_can_draft(by, owner_unit.pk, on=timezone.localdate(now))
    document = ControlledDocument(
        code=code.strip(),
        title=title.strip(),
        owner_unit=owner_unit,
        kind=kind,
        issuer=issuer.strip(),
        field=field.strip(),
        confidentiality=confidentiality,
        live=False,
    )
    with office_act("iso_docs.document.create", by=by, now=now, code=code, title=title) as line:
        _check_fields(document)
        document.save()
        line.subject = document
        document.save_revision(user=by.user)
    return document


def save_draft(
    *, document: ControlledDocument, change: Callable[[ControlledDocument], object], by: Person, now: datetime.datetime
) -> Revision:
    """Write a new draft: `change` alters the latest draft, which is then saved as a revision of its own.

    Refused to whoever may not draft here, and while a round of review is open.
    """
    rules.check_can_draft(by, document.owner_unit_id, on=timezone.localdate(now))
    with office_act("iso_docs.draft.save", by=by, now=now, subject=document) as line:
        desk = ControlledDocument.objects.select_for_update().get(pk=document.pk)
        rules.check_not_in_review(desk)
        draft = desk.get_latest_revision_as_object()
        change(draft)
        _check_fields(draft)
        revision = draft.save_revision(user=by.user, clean=False)
        if not desk.live:
            draft.save()  # nothing is in force yet: the register shows the draft's own code and title
        line.data |= {
            "revision": revision.pk,
            "content_hash": sha256_of(frozen_content(draft, on=timezone.localdate(now))),
        }
    document.refresh_from_db()
    return revision


def import_draft(
    *,
    recognised: RecognisedDocument,
    source: StoredBytes,
    source_name: str,
    media_type: str,
    owner_unit: Unit,
    by: Person,
    now: datetime.datetime,
    document: ControlledDocument | None = None,
    code: str = "",
    title: str = "",
    issuer: str = "",
    kind: str = DocumentKind.PROCEDURE,
) -> ControlledDocument:
    """Make a draft of what was recognised in a Word file and confirmed in the two-column check; the original is kept.

    `source`: the file's bytes, received before (office.store). With `document` the draft replaces its text: keys of steps
    and cases whose wording is unchanged stay the same. `code`, `title`: as confirmed, else those of the cover. `issuer`: who
    issued it, when that is not the office itself: codes of others repeat.
    Refused like `create_document` and `save_draft`, and when neither cover nor caller names code and title (Incomplete).
    """
    code = (code or recognised.cover.code).strip()
    title = (title or recognised.cover.title).strip()
    if not code or not title:
        raise Incomplete(
            _("Tệp chưa có mã hiệu hoặc tên tài liệu."), next_step=_("Ghi mã hiệu và tên rồi tạo bản thảo.")
        )
    with office_act("iso_docs.draft.import", by=by, now=now, source=source.sha256, file_name=source_name) as line:
        if document is None:
            document = create_document(
                code=code,
                title=title,
                owner_unit=owner_unit,
                kind=kind,
                issuer=issuer,
                field=recognised.cover.field_of_work,
                by=by,
                now=now,
            )
        line.subject = document
        blob = register(source, media_type=media_type, now=now)

        def change(draft: ControlledDocument) -> None:
            draft.code, draft.title = code, title
            draft.source_blob, draft.source_name = blob, source_name[:255]
            fill_draft(draft, recognised)

        save_draft(document=document, change=change, by=by, now=now)
    return document


def keep_word_import(
    *,
    recognised: RecognisedFile,
    stored: StoredBytes,
    media_type: str,
    by: Person,
    now: datetime.datetime,
    target: ControlledDocument | None = None,
) -> WordImport:
    """Keep a file that was read, with all that was recognised in it, until somebody has looked at it. Makes no draft yet."""
    if not rules.may_draft(asker_for_person(by, timezone.localdate(now)), target.owner_unit_id if target else None):
        raise NotPermitted(_("Chỉ người soạn tài liệu được nhập tệp Word."), kept=_("Chưa lưu gì."))
    with office_act("iso_docs.word.read", by=by, now=now, sha256=stored.sha256, file_name=recognised.name) as line:
        row = WordImport.objects.create(
            blob=register(stored, media_type=media_type, now=now),
            file_name=recognised.name[:255],
            recognised=recognised.to_dict(),
            target=target,
            read_by=by,
            read_at=now,
        )
        line.subject = row
    return row


def map_printed_role(*, wording: str, post: Post, by: Person, now: datetime.datetime) -> PrintedRole:
    """Remember, for all documents, which post a printed wording means («CC TP-HT»)."""
    if not rules.may_draft(asker_for_person(by, timezone.localdate(now)), None):
        raise NotPermitted(_("Chỉ người soạn tài liệu được ghi cách gọi vị trí."))
    with office_act("iso_docs.role.map", by=by, now=now, wording=wording, post=str(post)) as line:
        row, _made = PrintedRole.objects.update_or_create(wording=wording[:300], defaults={"post": post})
        line.subject = row
    return row


def accept_difference(*, document: ControlledDocument, reason: str, by: Person, now: datetime.datetime) -> Revision:
    """Write in the draft why its steps may add up to something else than its limits; the reason is signed and frozen with it.

    Refused like `save_draft`.
    """

    def change(draft: ControlledDocument) -> None:
        draft.difference_reason = reason.strip()

    return save_draft(document=document, change=change, by=by, now=now)


def attach_form(
    *,
    document: ControlledDocument,
    title: str,
    by: Person,
    now: datetime.datetime,
    code: str = "",
    stored: StoredBytes | None = None,
    file_name: str = "",
    media_type: str = "application/octet-stream",
    form_document: ControlledDocument | None = None,
) -> Revision:
    """Name a form in the draft, or put another file in its place (same code, or same title without code).

    The file is part of what is signed: refused while a round of review is open, like every edit.
    """
    with office_act("iso_docs.form.attach", by=by, now=now, subject=document, title=title, code=code) as line:
        blob = register(stored, media_type=media_type, now=now) if stored is not None else None
        line.data["sha256"] = blob.sha256 if blob else ""

        def change(draft: ControlledDocument) -> None:
            forms = list(draft.forms.all())
            form = next(
                (each for each in forms if (each.code, each.title) == (code, title) or (code and each.code == code)),
                None,
            )
            if form is None:
                form = DraftForm(sort_order=len(forms))
                forms.append(form)
            form.code, form.title, form.form_document = code, title, form_document
            form.blob, form.file_name = blob, file_name[:255]
            draft.forms.set(forms)

        return save_draft(document=document, change=change, by=by, now=now)


def _check_fields(draft: ControlledDocument) -> None:
    try:
        draft.full_clean()
    except ValidationError as error:
        raise Incomplete(
            _("Chưa lưu được: có ô chưa đúng."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Sửa các chỗ dưới đây."),
            details=[f"{name}: {text}" for name, texts in error.message_dict.items() for text in texts],
        ) from error
