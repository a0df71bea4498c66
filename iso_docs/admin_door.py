"""Who may enter the Wagtail admin: whoever drafts today. A question to dated assignments, so nothing has to be kept in step."""

from django.contrib.auth.backends import BaseBackend

from iso_docs.rules import may_draft
from office.access import asker_of

DOOR = "wagtailadmin.access_admin"


class DraftersDoor(BaseBackend):
    """Grants the one permission Wagtail asks at its door. What lies behind is decided by `DeskPolicy`."""

    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        return perm == DOOR and obj is None and user_obj.is_active and may_draft(asker_of(user_obj), None)
