"""Who may take papers into the archive and change their description, and why not."""

import datetime

from django.utils.translation import gettext as _

from archives.models import ArchiveDocument
from office.access import Asker, asker_for_person
from office.models import Confidentiality, Person, Role, Unit
from office.refusals import NotPermitted, WrongState

# Archivists work for all units; records clerks and unit heads bring in what their own unit keeps.
ALL_UNITS = (Role.ARCHIVIST,)
OWN_UNIT = (Role.RECORDS_CLERK, Role.UNIT_HEAD)


def can_take_in(asker: Asker, unit: Unit) -> bool:
    return asker.has_role(*ALL_UNITS) or asker.has_role(*OWN_UNIT, unit_id=unit.pk)


def can_take_in_anywhere(asker: Asker) -> bool:
    return asker.has_role(*ALL_UNITS, *OWN_UNIT)


def check_can_take_in(by: Person, unit: Unit, *, on: datetime.date) -> None:
    if not can_take_in(asker_for_person(by, on), unit):
        raise NotPermitted(
            _("Chỉ lưu trữ viên, hoặc văn thư và trưởng đơn vị của %(unit)s, được nhận tệp vào kho cho đơn vị này.")
            % {"unit": unit.name},
            kept=_("Chưa lưu gì."),
            next_step=_("Gửi tệp cho lưu trữ viên, hoặc chọn đơn vị của mình."),
        )


def can_arrange(asker: Asker) -> bool:
    return asker.has_role(*ALL_UNITS)


def check_can_arrange(by: Person, *, on: datetime.date) -> None:
    if not can_arrange(asker_for_person(by, on)):
        raise NotPermitted(
            _("Chỉ lưu trữ viên được lập phông và mục lục."),
            kept=_("Chưa lưu gì."),
            next_step=_("Nhờ lưu trữ viên của cơ quan."),
        )


def can_describe(asker: Asker, document: ArchiveDocument) -> bool:
    """Whoever may take in for the unit describes its papers; what is restricted, the archivist alone."""
    if document.confidentiality == Confidentiality.RESTRICTED:
        return asker.has_role(*ALL_UNITS)
    return asker.has_role(*ALL_UNITS) or asker.has_role(*OWN_UNIT, unit_id=document.owner_unit_id)


def check_can_describe(by: Person, document: ArchiveDocument, *, on: datetime.date) -> None:
    if not can_describe(asker_for_person(by, on), document):
        raise NotPermitted(
            _("Chỉ lưu trữ viên, hoặc văn thư và trưởng đơn vị phụ trách, được sửa mô tả văn bản này."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Báo chỗ sai cho lưu trữ viên."),
        )


def check_is_current(document: ArchiveDocument, version: int) -> None:
    """Refuse when somebody else changed the description since `version` was shown."""
    if document.version != version:
        raise WrongState(
            _("Mô tả văn bản này vừa được người khác sửa."),
            kept=_("Chưa thay đổi gì; nội dung anh/chị gõ còn trong các ô."),
            next_step=_("Mở trang văn bản để xem bản mới, rồi sửa lại."),
        )
