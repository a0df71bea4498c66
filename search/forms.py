"""What is typed to keep a question."""

import datetime
from typing import Any
from urllib.parse import parse_qs

from django import forms
from django.utils.translation import gettext_lazy as _

from office.models import User
from search import facets
from search.models import MOST_LETTERS, KeptQuestion

MOST_KEPT = 100
_PARAMETERS = {"q", "xep", *(facet.parameter for facet in facets.FACETS)}


class KeptQuestionForm(forms.Form):
    name = forms.CharField(
        label=_("Tên"), max_length=120, error_messages={"required": _("Đặt tên cho câu tìm rồi lưu lại.")}
    )
    question = forms.CharField(error_messages={"required": _("Chưa có câu tìm nào để lưu.")})

    def __init__(self, *args: Any, asker: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asker = asker

    def clean_question(self) -> str:
        """Only what the search page itself would understand: a kept question leads nowhere else."""
        try:
            given = parse_qs(self.cleaned_data["question"], max_num_fields=20)
        except ValueError:
            given = {}
        question = facets.address({name: values[0] for name, values in given.items() if name in _PARAMETERS})[1:]
        if not question:
            raise forms.ValidationError(_("Chưa có câu tìm nào để lưu."))
        if len(question) > MOST_LETTERS:
            raise forms.ValidationError(_("Câu tìm này quá dài để lưu."))
        return question

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if KeptQuestion.objects.of(self.asker).exclude(question=cleaned.get("question", "")).count() >= MOST_KEPT:
            raise forms.ValidationError(_("Đã lưu %(n)s câu tìm; bỏ bớt rồi lưu tiếp.") % {"n": MOST_KEPT})
        return cleaned

    def keep(self, *, now: datetime.datetime) -> KeptQuestion:
        """Kept once: the same question again only takes the new name."""
        kept, _is_new = KeptQuestion.objects.update_or_create(
            user=self.asker,
            question=self.cleaned_data["question"],
            defaults={"name": self.cleaned_data["name"]},
            create_defaults={"name": self.cleaned_data["name"], "created_at": now},
        )
        return kept
