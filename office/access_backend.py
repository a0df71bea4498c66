"""Stands in the place of guardian's backend: object permissions that end by date, without a job (ARCHITECTURE 9)."""

from django.contrib.auth.backends import BaseBackend
from django.db import models

from office.access import asker_of, exceptions_for


class DatedExceptionBackend(BaseBackend):
    """`user.has_perm("app.view_model", obj)` is true while a named exception holds."""

    def has_perm(self, user_obj, perm: str, obj: models.Model | None = None) -> bool:
        if obj is None or not user_obj.is_active:
            return False
        app_label, _dot, codename = perm.partition(".")
        right, _underscore, model_name = codename.partition("_")
        if app_label != obj._meta.app_label or model_name != obj._meta.model_name:
            return False
        held = exceptions_for(asker_of(user_obj), type(obj)).filter(subject_id=obj.pk)
        return held.filter(right=right).exists() or (right == "view" and held.exists())
