"""Rights on the desk as Wagtail asks for them. Superusers get nothing; nobody publishes, unpublishes, locks or deletes."""

from typing import Any

from django.db import models
from wagtail.permission_policies import ModelPermissionPolicy

from iso_docs.models import ControlledDocument
from iso_docs.rules import may_draft
from office.access import asker_of
from office.models import User


class DeskPolicy(ModelPermissionPolicy):
    """`view`, `change` for whoever drafts there today; every other action for nobody."""

    OPEN = frozenset({"view", "change"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.OPEN and user.is_active and may_draft(asker_of(user), None)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: ControlledDocument) -> bool:
        return self.user_has_permission(user, action) and may_draft(asker_of(user), instance.owner_unit_id)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: ControlledDocument) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> models.QuerySet:
        if not self.user_has_any_permission(user, actions):
            return self.model.objects.none()
        return self.model.objects.visible_to(user)

    def instances_user_has_permission_for(self, user: Any, action: str) -> models.QuerySet:
        return self.instances_user_has_any_permission_for(user, [action])

    def users_with_any_permission(self, actions: Any) -> models.QuerySet:
        return User.objects.none()
