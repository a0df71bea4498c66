"""Questions that people keep for themselves. The room holds no other data: all it finds belongs to the rooms below."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models import User

MOST_LETTERS = 2_000


class KeptQuestionQuerySet(models.QuerySet["KeptQuestion"]):
    def of(self, user: User) -> "KeptQuestionQuerySet":
        """One's own alone: what somebody looks for is nobody else's business."""
        return self.filter(user=user)


class KeptQuestion(models.Model):
    """The address of a list, with a name. Asking it again is a new question under today's rights."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_questions")
    name = models.CharField(_("Tên"), max_length=120)
    question = models.CharField(
        _("Câu tìm"), max_length=MOST_LETTERS
    )  # words, filters and order, as they stand in the address
    created_at = models.DateTimeField()

    objects = KeptQuestionQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("Câu tìm đã lưu")
        verbose_name_plural = _("Câu tìm đã lưu")
        constraints = (
            models.UniqueConstraint(fields=["user", "question"], name="a_question_is_kept_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="a_kept_question_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name
