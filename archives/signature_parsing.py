"""Electronic signatures of a PDF, looked at by pyHanko in the limited child. Nothing is fetched: no certificate, no revocation list.

What can be told without the network is whether the signed bytes are what they were, and whether they are the whole file. Whose
certificate it is stands in the file, unproven.
"""

from typing import Any

_MOST = 50


def look(path: str) -> dict[str, Any]:
    """{"signatures": [{"field", "state", "signer", "issuer", "signed_at", "covers_all"}, …]}, or {"missing": true} without pyHanko.

    State: intact, altered, unreadable, empty (a field that nobody signed).
    """
    import pypdfium2  # what follows is a child's own affair
    import pypdfium2.raw as pdfium_c

    try:
        with pypdfium2.PdfDocument(path) as pdf:
            has_any = pdfium_c.FPDF_GetSignatureCount(pdf.raw) > 0 or _has_empty_field(pdf)
    except pypdfium2.PdfiumError:
        has_any = False
    if not has_any:
        return {"signatures": []}
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader  # optional
        from pyhanko.sign.fields import enumerate_sig_fields
    except ImportError:
        return {"missing": True}
    with open(path, "rb") as file:
        try:
            reader = PdfFileReader(file, strict=False)
            found = [_facts(embedded) for embedded in reader.embedded_signatures[:_MOST]]
            signed = {one["field"] for one in found}
            empty = [
                name
                for name, value, _reference in enumerate_sig_fields(reader, filled_status=False)
                if name not in signed
            ]
        except (
            Exception
        ):  # whatever a parser of foreign bytes may raise: the file has signatures, and we cannot read them
            return {"signatures": [_nothing("", "unreadable")]}
    return {"signatures": found + [_nothing(name, "empty") for name in empty[:_MOST]]}


def _has_empty_field(pdf: Any) -> bool:
    import pypdfium2.raw as pdfium_c

    return bool(pdfium_c.FPDF_GetFormType(pdf.raw))


def _nothing(field: str, state: str) -> dict[str, Any]:
    return {"field": field[:100], "state": state, "signer": "", "issuer": "", "signed_at": "", "covers_all": False}


def _facts(embedded: Any) -> dict[str, Any]:
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    facts = _nothing(str(embedded.field_name or ""), "unreadable")
    try:
        certificate = embedded.signer_cert
        facts["signer"] = _name(certificate.subject)
        facts["issuer"] = _name(certificate.issuer)
        context = ValidationContext(trust_roots=[], allow_fetching=False)
        status = validate_pdf_signature(embedded, signer_validation_context=context)
        facts["state"] = "intact" if status.intact and status.valid else "altered"
        facts["covers_all"] = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        if embedded.self_reported_timestamp is not None:
            facts["signed_at"] = embedded.self_reported_timestamp.isoformat()
    except Exception:  # as above: this signature cannot be read, the others perhaps can
        facts["state"] = "unreadable"
    return facts


def _name(name: Any) -> str:
    value = name.native.get("common_name", "") or name.human_friendly
    return str(value[-1] if isinstance(value, list) else value)[:200]
