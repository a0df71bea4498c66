"""Handing out stored bytes: after the caller's check and with headers under which a browser only ever shows or saves them.

The caller asks `visible_to` first; nothing here looks at rights. The ETag is computed after that check, so that nobody learns
from a 304 that a file is held (RELIABILITY 1.3).
"""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header, parse_etags

from office import store
from office.models import Blob

# A file of others never runs anything, whatever a browser takes it for.
_NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def serve_blob(request: HttpRequest, blob: Blob, *, file_name: str, as_attachment: bool = True) -> HttpResponse:
    """`blob` under the name `file_name` (RFC 6266, any letters), to be saved, or shown in place for our own pictures."""
    etag = f'"{blob.sha256}"'
    response: HttpResponse
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in known or "*" in known:
        response = HttpResponseNotModified()
    else:
        response = FileResponse(store.open_blob(blob), content_type=blob.media_type)
        response["Content-Length"] = str(blob.size)
        response["Content-Disposition"] = content_disposition_header(as_attachment, file_name) or "inline"
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"  # rights are asked again each time
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _NOTHING_RUNS
    return response
