"""The papers the office issues: which template each uses, and putting the office's own in its place."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office import letters
from office.letter_kinds import LetterKind, kinds
from office.models import LetterTemplateVersion
from office.refusals import Refusal
from office.serving import serve_blob
from office.views.base import RolePage


class TemplateForm(forms.Form):
    """The Word file to use from now on."""

    file = forms.FileField(
        label=gettext_lazy("Tệp Word (.docx)"),
        help_text=gettext_lazy("Tải mẫu đang dùng, sửa lời và trình bày, giữ các chỗ điền trong ngoặc nhọn kép."),
    )


class Templates(RolePage):
    """All kinds of paper with the version in use."""

    roles = letters.TEMPLATE_KEEPERS

    def get(self, request: HttpRequest) -> HttpResponse:
        newest: dict[str, LetterTemplateVersion] = {}
        for each in LetterTemplateVersion.objects.select_related("template", "uploaded_by").order_by("number"):
            newest[each.template.key] = each
        rows = [(kind, newest.get(kind.key)) for kind in kinds().values()]
        return render(request, "office/letter_templates.html", {"rows": rows})


class KindPage(RolePage):
    roles = letters.TEMPLATE_KEEPERS

    def kind(self, key: str) -> LetterKind:
        try:
            return kinds()[key]
        except KeyError:
            raise Http404 from None


class TemplatePage(KindPage):
    """One kind of paper: the names a template may use, its versions, and the upload that is checked first."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self._page(self.kind(key), TemplateForm())

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        kind, form = self.kind(key), TemplateForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(kind, form, status=422)
        try:
            version = letters.replace_template(
                kind=kind, file=form.cleaned_data["file"], by=request.user.person, now=timezone.now()
            )
        except Refusal as refusal:
            return self._page(kind, form, status=refusal.status, refusal=refusal)
        messages.success(
            request,
            _("Từ nay giấy này in theo mẫu lần %(number)s. Giấy đã lập giữ nguyên.") % {"number": version.number},
        )
        return redirect("office:letter_template", key=kind.key)

    def _page(self, kind: LetterKind, form: TemplateForm, *, status: int = 200, **more) -> HttpResponse:
        versions = LetterTemplateVersion.objects.filter(template__key=kind.key).select_related("uploaded_by")
        context = {"kind": kind, "form": form, "versions": versions.order_by("-number"), **more}
        return render(self.request, "office/letter_template.html", context, status=status)


class TemplateFile(KindPage):
    """«mau»: the template in use, to be changed. «vi-du»: a paper made from it with invented values."""

    def get(self, request: HttpRequest, key: str, what: str) -> HttpResponse:
        kind, now = self.kind(key), timezone.now()
        if what == "mau":
            version = letters.current_version(kind, now=now)
            return serve_blob(request, version.blob, file_name=f"{kind.key}.docx")
        if what != "vi-du":
            raise Http404
        answer = HttpResponse(letters.sample_of(kind, now=now), content_type=letters.DOCX)
        answer["Content-Disposition"] = f'attachment; filename="{kind.key}-vi-du.docx"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
