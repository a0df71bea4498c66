"""Who may see what: the columns of the mass rule, and named exceptions with dates and reasons (ARCHITECTURE 9)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models.base import AboutSubject, Dated
from office.models.people import Person
from office.models.units import Unit


class Confidentiality(models.IntegerChoices):
    """How far a thing may be read. State secrets (Mật and above) are not in this product at all."""

    PUBLIC = 0, _("Công khai")
    INTERNAL = 1, _("Nội bộ cơ quan")
    UNIT = 2, _("Trong đơn vị")
    RESTRICTED = 3, _("Hạn chế")


class AccessControlled(models.Model):
    """The columns of the mass rule, on the row itself and indexed together."""

    owner_unit = models.ForeignKey(Unit, verbose_name=_("đơn vị phụ trách"), on_delete=models.PROTECT, related_name="+")
    confidentiality = models.PositiveSmallIntegerField(
        _("phạm vi được xem"), choices=Confidentiality, default=Confidentiality.UNIT
    )

    class Meta:
        abstract = True
        indexes = [
            # Serves the mass rule behind every list and count.
            models.Index(fields=["confidentiality", "owner_unit"], name="%(app_label)s_%(class)s_access"[:30]),
        ]


class AccessRight(models.TextChoices):
    VIEW = "view", _("xem")
    CHANGE = "change", _("sửa")


class AccessException(AboutSubject, Dated):
    """Somebody, or a unit, may see one thing for a time. The record of the grant: never deleted, only revoked."""

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="access_exceptions"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="access_exceptions")
    right = models.CharField(_("quyền"), max_length=10, choices=AccessRight, default=AccessRight.VIEW)
    reason = models.CharField(_("lý do"), max_length=300)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    revoked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("quyền xem riêng")
        verbose_name_plural = _("quyền xem riêng")
        indexes = [
            models.Index(fields=["subject_type", "person", "valid_from"], name="office_exception_of_person"),
            models.Index(fields=["subject_type", "unit", "valid_from"], name="office_exception_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="office_exception_from_before_until",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, unit__isnull=True) | Q(person__isnull=True, unit__isnull=False),
                name="office_exception_person_or_unit",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="office_exception_revoked_pair",
            ),
        ]
