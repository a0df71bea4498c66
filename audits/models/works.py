"""What is done about a nonconformity: correction puts this case right, corrective action removes the cause. Never one field."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audits.models.nonconformities import Nonconformity
from office.models import Person


class Work(models.Model):
    """Something to be done by somebody by a day. `due_first` stays as it was promised when `due_on` moves."""

    number = models.PositiveSmallIntegerField(_("thứ tự"))
    what = models.CharField(_("việc"), max_length=500)
    owner = models.ForeignKey(Person, verbose_name=_("người làm"), on_delete=models.PROTECT, related_name="+")
    due_first = models.DateField(_("hạn đầu"))
    due_on = models.DateField(_("hạn"))
    planned_at = models.DateTimeField(_("ghi lúc"))
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(_("xong ngày"), null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("kết quả"), max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["nonconformity", "number"], name="%(app_label)s_%(class)s_once"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("due_first")), name="%(app_label)s_%(class)s_due_not_earlier"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True, outcome="")
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(outcome="")),
                name="%(app_label)s_%(class)s_done_whole",
            ),
        ]


class Correction(Work):
    """Xử lý ngay: apologise, give a new date, mend the result."""

    nonconformity = models.ForeignKey(Nonconformity, on_delete=models.PROTECT, related_name="corrections")

    class Meta(Work.Meta):
        verbose_name = _("việc xử lý ngay")
        verbose_name_plural = _("việc xử lý ngay")


class CorrectiveAction(Work):
    """Hành động khắc phục: what keeps it from happening again."""

    nonconformity = models.ForeignKey(Nonconformity, on_delete=models.PROTECT, related_name="corrective_actions")

    class Meta(Work.Meta):
        verbose_name = _("hành động khắc phục")
        verbose_name_plural = _("hành động khắc phục")


class DueChange(models.Model):
    """A work's day was moved: from when to when, why, by whom. The first day and every day between stay readable."""

    correction = models.ForeignKey(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="due_changes"
    )
    corrective_action = models.ForeignKey(
        CorrectiveAction, null=True, blank=True, on_delete=models.PROTECT, related_name="due_changes"
    )
    due_before = models.DateField(_("hạn cũ"))
    due_after = models.DateField(_("hạn mới"))
    reason = models.CharField(_("lý do"), max_length=500)
    changed_at = models.DateTimeField(_("dời lúc"))
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("dời hạn")
        verbose_name_plural = _("dời hạn")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(correction__isnull=False, corrective_action__isnull=True)
                | Q(correction__isnull=True, corrective_action__isnull=False),
                name="audits_duechange_of_one_work",
            ),
            models.CheckConstraint(condition=Q(due_after__gt=F("due_before")), name="audits_duechange_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="audits_duechange_says_why"),
        ]


class ActionCheck(models.Model):
    """Kiểm tra thực hiện: somebody other than the doer looked whether the action was really carried out."""

    action = models.OneToOneField(CorrectiveAction, on_delete=models.PROTECT, related_name="check_made")
    passed = models.BooleanField(_("đạt"))
    seen = models.CharField(_("đã xem gì, thấy gì"), max_length=500)
    checked_at = models.DateTimeField(_("kiểm tra lúc"))
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # as on the action: for the CHECK

    class Meta:
        verbose_name = _("kiểm tra thực hiện")
        verbose_name_plural = _("kiểm tra thực hiện")
        constraints = [
            models.CheckConstraint(condition=~Q(checked_by=F("done_by")), name="audits_actioncheck_not_the_doer"),
            models.CheckConstraint(condition=~Q(seen=""), name="audits_actioncheck_says_what"),
        ]
