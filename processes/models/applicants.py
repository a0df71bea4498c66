"""People and bodies outside the office who ask for something. They stand in the journal under a pseudonym only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from processes.states import ApplicantKind


class Applicant(models.Model):
    """Somebody who applies, or applies for another. Known again by the number of their papers; numbers are text."""

    kind = models.CharField(_("đối tượng"), max_length=15, choices=ApplicantKind, default=ApplicantKind.PERSON)
    name = models.CharField(_("họ tên, tên tổ chức"), max_length=200)
    name_folded = models.CharField(max_length=200, db_index=True)  # without marks, for finding; made by the actions
    id_number = models.CharField(_("số định danh, căn cước, mã số"), max_length=30, blank=True)
    born_on_text = models.CharField(_("ngày sinh"), max_length=10, blank=True)  # a card may know the year alone
    sex = models.CharField(_("giới tính"), max_length=10, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)

    class Meta:
        verbose_name = _("người nộp hồ sơ")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "id_number"], condition=~models.Q(id_number=""), name="processes_applicant_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
