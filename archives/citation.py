"""How papers of the archive are cited: «Phông UBND huyện X, mục lục 01, hộp 12, hồ sơ 345, tờ 12–15»."""

from django.utils.translation import gettext as _

from archives.models import ArchiveDocument


def cite(document: ArchiveDocument, *, page: int | None = None) -> str:
    """The citation of a document, or of one of its pages. Select archive_file__inventory__fonds, prefetch archive_file__places__box."""
    fonds = document.fonds_now
    parts = []
    if fonds is not None:
        parts.append(fonds.name if fonds.name.lower().startswith("phông") else _("Phông %s") % fonds.name)
    file = document.archive_file
    if file is not None:
        parts.append(_("mục lục %s") % file.inventory.number)
        boxes = [place.box.number for place in file.places.all()]
        if boxes:
            parts.append(_("hộp %s") % ", ".join(boxes))
        parts.append(_("hồ sơ %s") % file.number)
    if document.sheets:
        parts.append(_("tờ %s") % document.sheets)
    known = " ".join(part for part in (document.type_name, document.code) if part)
    if not parts or (file is None and not document.sheets):
        parts.append(known or _("văn bản số %s trong kho") % document.pk)
    if page is not None:
        parts.append(_("trang %s") % page)
    return ", ".join(parts)
