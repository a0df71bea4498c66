"""Papers from Word templates that an office can replace: the template checked, the paper drawn in a limited child, the result frozen.

Drawing and converting stay outside transactions; what an act keeps is bytes that are already in the content store.
"""

import datetime
import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office import sandbox, store
from office.acts import office_act
from office.letter_kinds import LetterKind
from office.models import Letter, LetterTemplate, LetterTemplateVersion, Person, Role
from office.pdf import pdf_of
from office.refusals import Incomplete
from office.rules import check_has_role

log = logging.getLogger(__name__)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES = 10 * 1024 * 1024
SECONDS = 40
# Who replaces a template: the papers carry the office's name.
TEMPLATE_KEEPERS = (Role.QUALITY_OFFICER, Role.CHIEF_OF_OFFICE)


# --- templates -------------------------------------------------------------------------------------------------------


def current_version(kind: LetterKind, *, now: datetime.datetime) -> LetterTemplateVersion:
    """The version in use: the office's newest, or the product's own while the office has none.

    A newer template that comes with a newer version of the product takes the place of an older one of the product, never
    of one that the office made.
    """
    newest = LetterTemplateVersion.objects.filter(template__key=kind.key).select_related("blob").last()
    if newest is not None and newest.uploaded_by_id is not None:
        return newest
    with kind.shipped.open("rb") as file:
        stored = store.receive(file)
    if newest is not None and newest.blob.sha256 == stored.sha256:
        return newest
    found = sandbox.run("office.letter_drawing:look", str(stored.path))
    with transaction.atomic():
        return _add_version(kind, stored, found["names"], by=None, now=now)


def replace_template(*, kind: LetterKind, file: BinaryIO, by: Person, now: datetime.datetime) -> LetterTemplateVersion:
    """Take the office's own template into use, after it was read, its names compared and a paper drawn from examples.

    Papers already made stay as they were made. Refused: without the role; no Word file; macros, embedded files or
    references outside; a mistake in a placeholder; a name that this kind of paper does not have.
    """
    check_has_role(by, TEMPLATE_KEEPERS, on=timezone.localdate(now), what=_("thay mẫu giấy tờ"))
    with store.incoming(file, limit=MOST_BYTES) as taken:
        names = _checked(kind, taken.path)
        stored = taken.keep()
    with office_act("office.letter_template.replace", by=by, now=now) as line:
        version = _add_version(kind, stored, names, by=by, now=now)
        line.subject = version.template
        line.data |= {"key": kind.key, "version": version.number, "sha256": stored.sha256, "names": names}
    return version


def _add_version(
    kind: LetterKind, stored: store.StoredBytes, names: list[str], *, by: Person | None, now: datetime.datetime
) -> LetterTemplateVersion:
    LetterTemplate.objects.get_or_create(key=kind.key, defaults={"name": str(kind.name)[:200]})
    template = LetterTemplate.objects.select_for_update().get(key=kind.key)
    last = template.versions.last()
    if last is not None and last.blob.sha256 == stored.sha256 and (last.uploaded_by_id is None) == (by is None):
        return last  # the same bytes again, or two who asked at once
    return LetterTemplateVersion.objects.create(
        template=template,
        number=(last.number if last is not None else 0) + 1,
        blob=store.register(stored, media_type=DOCX, now=now),
        fields=names,
        uploaded_by=by,
        uploaded_at=now,
    )


_FAULTS: dict[str, Promise | str] = {
    "no-word": gettext_lazy("Đây không phải tệp Word (.docx)."),
    "too-big": gettext_lazy("Tệp bung ra quá lớn."),
    "macro": gettext_lazy("Tệp có macro hoặc chương trình kèm theo."),
    "embedded": gettext_lazy("Tệp có tệp khác nhúng bên trong."),
    "external": gettext_lazy("Tệp trỏ tới hình hoặc mẫu nằm ngoài tệp."),
    "unreadable": gettext_lazy("Không đọc được tệp Word này."),
}


def _checked(kind: LetterKind, path: Path) -> list[str]:
    """The names the template uses; refuses one that could not make a paper of this kind."""
    kept = _("Mẫu đang dùng giữ nguyên.")
    try:
        found = sandbox.run("office.letter_drawing:look", str(path), seconds=SECONDS)
    except (sandbox.OverLimits, sandbox.ParserFault) as trouble:
        log.warning("Template for %s could not be looked at: %s", kind.key, trouble)
        raise Incomplete(
            _("Không đọc được tệp Word này."), kept=kept, next_step=_("Mở bằng Word, lưu lại thành .docx rồi gửi lại.")
        ) from trouble
    if found.get("fault") == "syntax":
        raise Incomplete(
            _("Chỗ điền trong mẫu viết sai: %(words)s.") % {"words": found["words"]},
            kept=kept,
            next_step=_("Viết chỗ điền như {{ ten_cho_dien }} liền một kiểu chữ, rồi gửi lại."),
        )
    if found.get("fault"):
        raise Incomplete(
            _FAULTS[found["fault"]], kept=kept, next_step=_("Lưu thành .docx thường, không macro, rồi gửi lại.")
        )
    unknown = sorted(set(found["names"]) - set(kind.fields))
    if unknown:
        raise Incomplete(
            _("Mẫu hỏi những chỗ điền mà giấy này không có."),
            kept=kept,
            next_step=_("Sửa tên theo danh sách chỗ điền ở trang này rồi gửi lại."),
            details=unknown,
        )
    with tempfile.TemporaryDirectory(prefix="dung-hen-letter-") as folder:
        _draw(path, kind.sample, _pictures(kind, {}, Path(folder)), Path(folder) / "sample.docx", kept=kept)
    return list(found["names"])


# --- papers ----------------------------------------------------------------------------------------------------------


def letter_about(kind: LetterKind, subject: models.Model) -> Letter | None:
    """The paper of this kind made for `subject`, if it was made."""
    return (
        Letter.objects.about(subject)
        .filter(template_version__template__key=kind.key)
        .select_related("blob", "template_version")
        .first()
    )


def make_letter(
    *,
    kind: LetterKind,
    subject: models.Model,
    values: Mapping[str, Any],
    by: Person,
    now: datetime.datetime,
    number: str = "",
    pictures: Mapping[str, bytes] | None = None,
) -> Letter:
    """The paper for `subject`: made once, with one line in the journal, and the same bytes ever after.

    `values` are plain strings, lists and mappings under the names of the kind; `pictures` are PNGs.
    """
    made = letter_about(kind, subject)
    if made is not None:
        return made
    version = current_version(kind, now=now)
    told = _clean(values)
    with tempfile.TemporaryDirectory(prefix="dung-hen-letter-") as folder:
        target = Path(folder) / "paper.docx"
        _draw(store.path_of(version.blob.sha256), told, _pictures(kind, pictures or {}, Path(folder)), target)
        with target.open("rb") as file:
            stored = store.receive(file)
    with office_act("office.letter.make", by=by, now=now, subject=subject) as line:
        LetterTemplate.objects.select_for_update().get(pk=version.template_id)
        made = letter_about(kind, subject)
        if made is None:
            made = Letter.objects.create(
                subject=subject,
                template_version=version,
                number_text=number,
                values=told,
                blob=store.register(stored, media_type=DOCX, now=now),
                made_by=by,
                made_at=now,
            )
        line.data |= {"kind": kind.key, "number": number, "sha256": made.blob.sha256}
    return made


def draw_paper(
    *, kind: LetterKind, values: Mapping[str, Any], now: datetime.datetime, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """A paper that shows how things stand now (a register, a control slip): drawn anew each time, kept nowhere."""
    version = current_version(kind, now=now)
    with tempfile.TemporaryDirectory(prefix="dung-hen-letter-") as folder:
        target = Path(folder) / "paper.docx"
        images = _pictures(kind, pictures or {}, Path(folder))
        _draw(store.path_of(version.blob.sha256), _clean(values), images, target)
        return target.read_bytes()


def sample_of(kind: LetterKind, *, now: datetime.datetime) -> bytes:
    """A paper of this kind with invented values: what the template in use looks like."""
    return draw_paper(kind=kind, values=kind.sample, now=now)


def _draw(
    path: Path, values: Mapping[str, Any], images: dict[str, dict[str, Any]], target: Path, *, kept: str | Promise = ""
) -> None:
    try:
        answer = sandbox.run(
            "office.letter_drawing:draw", str(path), dict(values), images, str(target), seconds=SECONDS
        )
    except (sandbox.OverLimits, sandbox.ParserFault) as trouble:
        log.warning("Template %s could not be filled in: %s", path.name, trouble)
        answer = {"fault": "limits", "words": _("vượt giới hạn bộ nhớ hoặc thời gian")}
    if answer:
        raise Incomplete(
            _("Không điền được mẫu: %(words)s.") % {"words": answer["words"]},
            kept=kept,
            next_step=_("Thư ký ISO xem lại mẫu ở «Mẫu giấy tờ»."),
        )


def _pictures(kind: LetterKind, given: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, Any]]:
    images = {}
    for name in kind.images:
        path = folder / f"{name}.png"
        path.write_bytes(given.get(name) or _BLANK)
        images[name] = {"path": str(path), "mm": 22}
    return images


# A white point, where an example has no picture.
_BLANK = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fea7356081"
    "0000000049454e44ae426082"
)


def _clean(value: Any) -> Any:
    """Values as XML can hold them: control characters out, lines kept."""
    if isinstance(value, str):
        return "".join(
            letter for letter in value if letter in "\n\t" or (letter >= " " and letter not in "\ufffe\uffff")
        )
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value if isinstance(value, int | bool) or value is None else str(value)


# --- as PDF ----------------------------------------------------------------------------------------------------------


def pdf_of_letter(letter: Letter) -> bytes:
    """The PDF of a paper that was made; converted once, then kept beside its bytes (HOME/renditions), remade when lost."""
    path = Path(settings.HOME) / "renditions" / f"{letter.blob.sha256}.pdf"
    if path.exists():
        return path.read_bytes()
    with store.open_blob(letter.blob) as file:
        content = pdf_of(file.read())
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)  # whole or not at all; of two that convert at once either is right
    return content
