"""«Cách ghi trách nhiệm»: what papers call a role and which post of the office it means, once for all documents."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iso_docs.actions import map_printed_role
from iso_docs.forms import RolesFilter, RolesForm
from iso_docs.printed_roles import Wording, posts_to_choose, wordings_for
from iso_docs.views.imports import DraftersPage
from office.refusals import Refusal
from office.views.lists import chips_of

PER_PAGE = 25


class PrintedRoles(DraftersPage):
    """Every wording of the documents the asker sees; those that mean nobody yet come first, with a proposal."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        page, posts = self._rows()
        form = RolesForm(request.POST, rows=list(page.object_list), posts=posts)
        if not form.is_valid():
            return self._page(form, status=422)
        now, done = timezone.now(), 0
        try:
            for wording, post in form.changes():
                map_printed_role(wording=wording, post=post, by=request.user.person, now=now)
                done += 1
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        if done:
            text = ngettext("Đã ghi %(n)d cách gọi.", "Đã ghi %(n)d cách gọi.", done) % {"n": done}
            messages.success(request, f"{text} {_('Dùng cho mọi tài liệu từ nay.')}")
        else:
            messages.info(request, _("Không có gì thay đổi."))
        return redirect(request.get_full_path())

    def _rows(self):
        posts = posts_to_choose(timezone.localdate())
        self.filter_form = RolesFilter(self.request.GET or None)
        chosen = self.filter_form.cleaned_data if self.filter_form.is_valid() else {}
        self.chips = chips_of(self.request, self.filter_form, chosen)
        rows: list[Wording] = wordings_for(self.request.user, posts, words=chosen.get("q", ""))
        rows.sort(key=lambda row: row.post is not None)  # stable: most used first within each
        self.open = sum(row.post is None for row in rows)
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get("trang")), posts

    def _page(
        self, form: RolesForm | None = None, *, refusal: Refusal | None = None, status: int = 200
    ) -> HttpResponse:
        page, posts = self._rows()
        form = form or RolesForm(rows=list(page.object_list), posts=posts)
        context = {
            "page": page,
            "form": form,
            "filter_form": self.filter_form,
            "chips": self.chips,
            "open": self.open,
            "refusal": refusal,
            "trail": self.trail,
        }
        return render(self.request, "iso_docs/roles.html", context, status=status)
