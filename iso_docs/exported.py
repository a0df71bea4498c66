"""An issue as something an outsider can check: the exact text that was hashed, and who signed that hash."""

from typing import Any

from iso_docs.models import DocumentIssue, PaperBasis
from office.models import Signature

FORMAT = "dung-hen/document-issue/1"


def exported_issue(issue: DocumentIssue) -> dict[str, Any]:
    """`content` is the canonical text itself: SHA-256 of its UTF-8 bytes is what every signature names (docs/verify_issue.py)."""
    signatures = Signature.objects.none()
    if issue.review is not None:
        signatures = Signature.objects.about(issue.review).filter(voiding__isnull=True).order_by("signed_at", "pk")
    withdrawal = getattr(issue, "withdrawal", None)
    return {
        "format": FORMAT,
        "code": issue.code,
        "title": issue.title,
        "issue_no": issue.issue_no,
        "revision_no": issue.revision_no,
        "effective_from": issue.effective_from.isoformat(),
        "issued_at": issue.issued_at.isoformat(),
        "decision_number": issue.decision_number,
        "origin": issue.origin,
        "paper": _paper(issue),
        "withdrawn_on": withdrawal.withdrawn_on.isoformat() if withdrawal else None,
        "content_hash": issue.content_hash,
        "content": issue.content,
        "authors": [each.person_name for each in issue.signers.filter(part="author")],
        "signatures": [
            {
                "meaning": each.meaning,
                "person": each.person_name,
                "post": each.post_name,
                "unit": each.unit_name,
                "acted_for": each.acted_for,
                "signed_at": each.signed_at.isoformat(),
                "content_hash": each.content_hash,
            }
            for each in signatures
        ],
        "forms": [
            {"code": form.code, "title": form.title, "file_name": form.file_name, "sha256": form.sha256}
            for form in issue.forms.all()
        ],
    }


def _paper(issue: DocumentIssue) -> dict[str, Any] | None:
    """What stands on paper behind an issue that carries no signature of ours."""
    basis = PaperBasis.objects.filter(issue=issue).first()
    if basis is None:
        return None
    return {
        "decided_on": basis.decided_on.isoformat(),
        "decided_by": basis.decided_by,
        "source_number": basis.source_number,
        "taken_at": basis.taken_at.isoformat(),
        "taken_by": basis.person_name,
        "signers": [{"duty": each.duty, "name": each.name, "post": each.post} for each in basis.signers.all()],
        "files": [
            {"kind": each.kind, "name": each.file_name, "sha256": each.blob.sha256}
            for each in basis.files.select_related("blob")
        ],
    }
