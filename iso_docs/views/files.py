"""How every file of the room leaves: as a download, never as a page of ours."""

from django.http import FileResponse

from office.models import Blob
from office.store import open_blob


def download(blob: Blob, name: str) -> FileResponse:
    response = FileResponse(open_blob(blob), as_attachment=True, filename=name or blob.sha256[:12])
    response["Content-Type"] = "application/octet-stream"  # never shown by the browser as a page of ours
    response["X-Content-Type-Options"] = "nosniff"
    return response
