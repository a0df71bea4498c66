"""What is done with one dossier: each deed is one form, one rule, one action; a refusal stays on the form it concerns."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office import store
from office.models import Person
from office.refusals import Incomplete, Refusal
from office.views.base import StaffPage
from processes import actions, forms
from processes.models import Dossier

MOST_BYTES = 50 * 1024 * 1024
Act = Callable[[Dossier, dict[str, Any], Person, datetime.datetime], object]


@dataclass(frozen=True)
class Deed:
    """One deed: heading, form, words on the button, what it says of its effect, and the act."""

    title: str | Promise
    form: type[django_forms.Form]
    button: str | Promise
    effect: str | Promise
    done: str | Promise
    act: Act


def _finish(dossier: Dossier, told: dict[str, Any], by: Person, now: datetime.datetime) -> object:
    upload = told.pop("file")
    values: dict[str, Any] = {}
    if upload is not None:
        if upload.read(5) != b"%PDF-":
            raise Incomplete(
                _("Tệp kết quả phải là PDF."),
                kept=_("Hồ sơ vẫn đang xử lý, thời hạn vẫn chạy."),
                next_step=_("Xuất hoặc quét lại thành PDF rồi gửi."),
            )
        upload.seek(0)
        values = {"file": store.receive(upload, limit=MOST_BYTES), "file_name": upload.name[:200]}
        told["no_file_reason"] = ""
    return actions.finish_with_result(dossier=dossier, by=by, now=now, **told, **values)


DEEDS: dict[str, Deed] = {
    "ban-giao": Deed(
        gettext_lazy("Bàn giao hồ sơ"),
        forms.HandOverForm,
        gettext_lazy("Giao"),
        gettext_lazy("Hồ sơ vẫn ở tay bạn cho đến khi bên nhận xác nhận; thời gian của bên nhận tính từ lúc đó."),
        gettext_lazy("Đã giao, chờ bên nhận xác nhận."),
        lambda dossier, told, by, now: actions.hand_over(dossier=dossier, by=by, now=now, **told),
    ),
    "buoc-tiep": Deed(
        gettext_lazy("Chuyển sang nhóm bước tiếp theo"),
        forms.NothingForm,
        gettext_lazy("Chuyển"),
        gettext_lazy("Bạn làm tiếp nhóm bước sau; thời gian của nhóm bước này dừng lại ở đây."),
        gettext_lazy("Đã chuyển sang nhóm bước tiếp theo."),
        lambda dossier, told, by, now: actions.advance(dossier=dossier, by=by, now=now),
    ),
    "bo-sung": Deed(
        gettext_lazy("Yêu cầu bổ sung (Mẫu 02)"),
        forms.SupplementForm,
        gettext_lazy("Lập phiếu và tạm dừng thời hạn"),
        gettext_lazy("Chỉ yêu cầu một lần và đầy đủ. Thời hạn dừng từ lúc này đến khi nhận đủ."),
        gettext_lazy("Đã lập phiếu yêu cầu bổ sung; thời hạn tạm dừng."),
        lambda dossier, told, by, now: actions.request_supplement(dossier=dossier, by=by, now=now, **told),
    ),
    "du-bo-sung": Deed(
        gettext_lazy("Nhận đủ bổ sung"),
        forms.NothingForm,
        gettext_lazy("Đã nhận đủ, tính tiếp thời hạn"),
        gettext_lazy("Thời hạn chạy lại từ lúc này, ngày hẹn mới tính theo quy tắc của thủ tục."),
        gettext_lazy("Đã nhận đủ bổ sung; thời hạn chạy lại."),
        lambda dossier, told, by, now: actions.complete_supplement(dossier=dossier, by=by, now=now),
    ),
    "hen-lai": Deed(
        gettext_lazy("Xin lỗi và hẹn lại ngày trả (Mẫu 04)"),
        forms.ExtensionForm,
        gettext_lazy("Ký phiếu và hẹn lại"),
        gettext_lazy("Ngày hẹn đầu giữ nguyên trong thống kê; hẹn lại không làm hồ sơ thành đúng hạn."),
        gettext_lazy("Đã ký phiếu xin lỗi và hẹn lại."),
        lambda dossier, told, by, now: actions.extend(dossier=dossier, by=by, now=now, **told),
    ),
    "ket-qua": Deed(
        gettext_lazy("Ghi kết quả, kết thúc xử lý"),
        forms.ResultForm,
        gettext_lazy("Kết thúc xử lý"),
        gettext_lazy("Thời hạn dừng ở đây, không phải lúc người dân đến nhận."),
        gettext_lazy("Đã xử lý xong; hồ sơ chờ trả kết quả."),
        _finish,
    ),
    "tu-choi": Deed(
        gettext_lazy("Từ chối giải quyết (Mẫu 03)"),
        forms.ReasonForm,
        gettext_lazy("Từ chối, có văn bản"),
        gettext_lazy("Từ chối được ghi là một kết quả, phải trả cho người nộp trong thời hạn."),
        gettext_lazy("Đã ghi từ chối giải quyết."),
        lambda dossier, told, by, now: actions.refuse(dossier=dossier, by=by, now=now, **told),
    ),
    "dung": Deed(
        gettext_lazy("Dừng giải quyết hồ sơ"),
        forms.ReasonForm,
        gettext_lazy("Dừng giải quyết"),
        gettext_lazy("Hồ sơ kết thúc ở đây và vẫn nằm trong sổ."),
        gettext_lazy("Đã dừng giải quyết."),
        lambda dossier, told, by, now: actions.stop(dossier=dossier, by=by, now=now, **told),
    ),
    "xin-rut": Deed(
        gettext_lazy("Người nộp xin rút hồ sơ"),
        forms.SendBackForm,
        gettext_lazy("Ghi yêu cầu rút"),
        gettext_lazy("Thời hạn tạm dừng cho đến khi người đang giữ hồ sơ đồng ý."),
        gettext_lazy("Đã ghi yêu cầu rút hồ sơ."),
        lambda dossier, told, by, now: actions.ask_withdrawal(dossier=dossier, by=by, now=now, **told),
    ),
    "cho-rut": Deed(
        gettext_lazy("Đồng ý cho rút hồ sơ"),
        forms.NothingForm,
        gettext_lazy("Đồng ý cho rút"),
        gettext_lazy("Hồ sơ kết thúc ở đây và vẫn nằm trong sổ."),
        gettext_lazy("Đã cho rút hồ sơ."),
        lambda dossier, told, by, now: actions.accept_withdrawal(dossier=dossier, by=by, now=now),
    ),
    "tra": Deed(
        gettext_lazy("Trả kết quả"),
        forms.ReturnForm,
        gettext_lazy("Đã trả kết quả"),
        gettext_lazy("Ghi ai nhận, nhận bằng cách nào và bằng chứng."),
        gettext_lazy("Đã trả kết quả."),
        lambda dossier, told, by, now: actions.return_result(dossier=dossier, by=by, now=now, **told),
    ),
}


class DeedPage(StaffPage):
    """One deed on one dossier."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.deed = DEEDS.get(kwargs["verb"])

    def _dossier(self, pk: int) -> Dossier:
        if self.deed is None:
            raise Http404
        return get_object_or_404(
            Dossier.objects.visible_to(self.request.user).select_related("holder", "holder_unit"), pk=pk
        )

    def _form(self, dossier: Dossier, *data) -> django_forms.Form:
        more: dict[str, Any] = {}
        if self.deed.form is forms.HandOverForm:
            more["on"] = timezone.localdate(self.now)
        if self.deed.form is forms.ReturnForm:
            more["initial"] = {
                "receiver_name": dossier.applicant_name,
                "channel": dossier.return_channel,
                "proof": _("ký sổ"),
                "receiver_is_applicant": True,
            }
        form = self.deed.form(*data, **more)
        if self.deed.form is forms.SendBackForm and self.kwargs["verb"] == "xin-rut":
            form.fields["reason"].label = _("Lý do rút")
        return form

    def get(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        dossier = self._dossier(pk)
        return self._page(dossier, self._form(dossier))

    def post(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        dossier = self._dossier(pk)
        form = self._form(dossier, request.POST, request.FILES)
        if not form.is_valid():
            return self._page(dossier, form, status=422)
        try:
            self.deed.act(dossier, dict(form.cleaned_data), request.user.person, self.now)
        except Refusal as refusal:
            return self._page(dossier, form, status=refusal.status, refusal=refusal)
        messages.success(request, self.deed.done)
        if verb == "tra" and request.POST.get("next") == "counter":
            return redirect("processes:returns")
        return redirect(dossier)

    def _page(self, dossier: Dossier, form: django_forms.Form, *, status: int = 200, **more) -> HttpResponse:
        context = {
            "dossier": dossier,
            "form": form,
            "deed": self.deed,
            "verb": self.kwargs["verb"],
            **more,
        }
        return render(self.request, "processes/deed.html", context, status=status)
