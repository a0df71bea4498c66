"""The page that shows every component in every state: for those who write screens, and for the machine that checks them."""

import datetime
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from office.form_fields import CommaDecimalField, DayField
from office.models import Role
from office.refusals import Incomplete, WrongState
from office.ruler import DueThing, Point, Stretch, ruler_of_many, strips
from office.views.base import RolePage

TODAY = datetime.date(2026, 11, 20)  # a Friday; the samples stand still so that pictures of this page can be compared


class SampleForm(forms.Form):
    """A form with two mistakes and one field of every sort."""

    due_on = DayField(label=gettext_lazy("Ngày hẹn"))
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), widget=forms.TextInput(attrs={"class": "short"}))
    fee = CommaDecimalField(label=gettext_lazy("Lệ phí, nghìn đồng"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Lý do"), required=False, widget=forms.Textarea, help_text=gettext_lazy("một câu là đủ")
    )
    manner = forms.ChoiceField(
        label=gettext_lazy("Cách nhận kết quả"),
        choices=[("desk", gettext_lazy("tại quầy")), ("post", gettext_lazy("qua bưu chính"))],
        widget=forms.RadioSelect,
        initial="desk",
    )
    field_of_work = forms.ChoiceField(
        label=gettext_lazy("Lĩnh vực"), choices=[("", "–"), ("ht", gettext_lazy("Hộ tịch"))], required=False
    )
    copies = forms.BooleanField(label=gettext_lazy("Có bản sao chứng thực"), required=False)

    def clean_due_on(self) -> datetime.date:
        due_on = self.cleaned_data["due_on"]
        if due_on <= TODAY:
            raise forms.ValidationError(_("phải sau ngày nhận 20/11/2026"))
        return due_on

    def clean_phone(self) -> str:
        digits = "".join(c for c in self.cleaned_data["phone"] if c.isdigit())
        if len(digits) != 10:
            raise forms.ValidationError(_("cần 10 chữ số, mới có %(n)s") % {"n": len(digits)})
        return digits


def _why_not(day: datetime.date) -> str:
    if day == datetime.date(2026, 11, 24):
        return _("lễ")
    return _("nghỉ hằng tuần") if day.weekday() > 4 else ""


def _sample_ruler(things: list[tuple[int, int, str, int]]):
    rows = [
        DueThing(datetime.date(2026, month, day), mark) for month, day, mark, times in things for _n in range(times)
    ]
    return ruler_of_many(rows, today=TODAY, why_not=_why_not, address=lambda key: f"#{key}")


class Patterns(RolePage, TemplateView):
    template_name = "office/patterns.html"
    roles = (Role.ADMINISTRATOR, Role.QUALITY_OFFICER)

    def get_context_data(self, **kwargs):
        wrong = SampleForm({"due_on": "5/3/26", "phone": "0900 0001", "fee": "12,5", "manner": "post"})
        wrong.is_valid()
        numbers = list(range(1, 144))
        return super().get_context_data(
            wrong_form=wrong,
            plain_form=SampleForm(prefix="trong"),
            refusal=WrongState(
                _("Hồ sơ này đã hẹn lại một lần (03/PXL, 13/11/2026). Luật chỉ cho một lần."),
                kept=_("Nội dung anh/chị vừa gõ được giữ lại."),
                next_step=_("nhờ Văn phòng đôn đốc ký hoặc báo cáo Phó Chủ tịch."),
            ),
            incomplete=Incomplete(
                _("Chưa đủ để ban hành."),
                next_step=_("bổ sung hai mục trên rồi gửi lại."),
                details=[_("Chưa có người soát xét."), _("Bước 3 chưa có thời hạn.")],
            ),
            ruler=_sample_ruler(
                [
                    *((11, 18, "late", 2), (11, 20, "risk", 2), (11, 20, "today", 5), (11, 23, "risk", 1)),
                    *((11, 23, "ok", 2), (11, 25, "ok", 4), (11, 26, "ok", 12), (11, 28, "ok", 1)),
                    *((12, 2, "wait", 1), (12, 20, "ok", 2)),
                ]
            ),
            empty_ruler=_sample_ruler([]),
            strips_list=_sample_strips(),
            sentence=[
                SimpleNamespace(text=_("Hôm nay "), address="", strong=""),
                SimpleNamespace(text=_("đến hạn"), address="#thuoc", strong=_("7 hồ sơ")),
                SimpleNamespace(text=_(", "), address="", strong=""),
                SimpleNamespace(text=_("trong đó có nguy cơ trễ"), address="#thuoc", strong="2"),
                SimpleNamespace(text=".", address="", strong=""),
            ],
            statuses=[
                ("ok", _("đang giải quyết")),
                ("today", _("đến hạn hôm nay")),
                ("risk", _("nguy cơ: còn 7 giờ, bước Ký thường mất 6")),
                ("late", _("quá hạn 3 ngày")),
                ("wait", _("chờ bổ sung, đồng hồ dừng")),
                ("done", _("đã trả, trước hạn 1 ngày")),
            ],
            stamps=[
                ("in_force", _("Còn hiệu lực")),
                ("coming", _("Chờ hiệu lực 01/12/2026")),
                ("replaced", _("Bị thay thế bởi lần 02")),
                ("void", _("Hết hiệu lực")),
                ("paper", _("Bản in không kiểm soát")),
            ],
            columns=[_("Mã hiệu"), _("Tên"), _("Lần"), _("Hiệu lực"), _("Tình trạng"), "#" + _("Đã đọc")],
            page=Paginator(numbers, 50).page(2),
            chips=[(_("Hộ tịch"), "?"), (_("quá hạn"), "?")],
            filter_form=SampleFilter(),
            entries=[
                SimpleNamespace(
                    text=_("Nhận bàn giao 4 hồ sơ từ Quầy 2"), address="#", at=_("hôm nay, trước 11:30"), mark="today"
                ),
                SimpleNamespace(
                    text=_("Đọc chỗ thay đổi của QT-HT-06, lần ban hành 02"),
                    address="",
                    at=_("thứ Tư 25/11 · còn 2 ngày"),
                    datetime="2026-11-25",
                    mark="ok",
                ),
            ],
            days=[
                SimpleNamespace(
                    day=datetime.date(2026, 11, 20), counts=True, is_end=False, words=_("ngày làm việc"), number=1
                ),
                SimpleNamespace(
                    day=datetime.date(2026, 11, 21), counts=False, is_end=False, words=_("nghỉ hằng tuần"), number=None
                ),
                SimpleNamespace(
                    day=datetime.date(2026, 11, 23), counts=True, is_end=False, words=_("ngày làm việc"), number=2
                ),
                SimpleNamespace(
                    day=datetime.date(2026, 11, 24), counts=False, is_end=False, words=_("lễ"), number=None
                ),
                SimpleNamespace(
                    day=datetime.date(2026, 11, 25), counts=True, is_end=True, words=_("hẹn trả, 17:00"), number=3
                ),
            ],
            job=SimpleNamespace(progress_done=1284, progress_total=5000, reason=""),
            parked_job=SimpleNamespace(progress_done=40, progress_total=60, reason=_("Ảnh trang 41 quá mờ.")),
            trail_sample=[(_("Quy trình"), "#"), (_("Hộ tịch"), "#")],
            **kwargs,
        )


class SampleFilter(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("Tình trạng"), choices=[("", gettext_lazy("tất cả"))], required=False)
    words = forms.CharField(label=gettext_lazy("Có chữ"), required=False)


def _sample_strips():
    paused = strips(
        summary=_("Đã dùng 4 ngày, đang dừng 5 ngày chờ bổ sung, còn 4 ngày"),
        promised=[
            Stretch(0, 5, "1–2", _("Thẩm tra · 5")),
            Stretch(5, 7, "3", _("Ký · 2")),
            Stretch(7, 8, "4–5", _("Trả")),
        ],
        used=[
            Stretch(0, 4, "2", _("Thẩm tra"), "done"),
            Stretch(4, 9.1, "", _("đồng hồ dừng: chờ bổ sung"), "pause"),
        ],
        dates=[Point(0, "9/11"), Point(5, "16/11"), Point(10, "23/11")],
        flags=[Point(14, _("nếu đủ hôm nay: hẹn 27/11"))],
        today=Point(9.1, _("hôm nay")),
        hatch_id="gach-1",
    )
    early = strips(
        summary=_("Xong sau 6 ngày, sớm 2 ngày"),
        promised=[
            Stretch(0, 5, "1–2", _("Thẩm tra · 5")),
            Stretch(5, 7, "3", _("Ký · 2")),
            Stretch(7, 8, "4–5", _("Trả")),
        ],
        used=[
            Stretch(0, 4, "2", _("Thẩm tra"), "done"),
            Stretch(4, 5, "3", _("Ký"), "done"),
            Stretch(5, 6, "4–5", _("Trả"), "done"),
        ],
        dates=[Point(0, "2/11"), Point(5, "9/11")],
        flags=[Point(6, _("xong, sớm 2 ngày")), Point(8, _("hẹn"))],
        hatch_id="gach-2",
    )
    late = strips(
        summary=_(
            "Cam kết 20 ngày làm việc đến 16/11. Nhóm bước 2 dùng 17 ngày, vượt 8; đang ký từ 18/11; hẹn lại 26/11."
        ),
        promised_label=_("20 ngày làm việc"),
        promised=[
            Stretch(0, 9, "1–2", _("Thẩm tra, xác minh · 9")),
            Stretch(9, 14, "3", _("Tờ trình · 5")),
            Stretch(14, 17, "4", _("Ký · 3")),
            Stretch(17, 20, "5–6", _("Trả · 3")),
        ],
        used=[
            Stretch(0, 9, "2", _("Thẩm tra, xác minh"), "done"),
            Stretch(9, 17, _("vượt 8"), _("ngày"), "over"),
            Stretch(17, 21, "3", _("Tờ trình"), "done"),
            Stretch(21, 23.1, "4", _("đang ký"), "run"),
        ],
        dates=[
            Point(0, "20/10"),
            Point(4, "26/10"),
            Point(9, "2/11"),
            Point(14, "9/11"),
            Point(19, "16/11"),
            Point(24, "23/11"),
        ],
        flags=[Point(20, _("hẹn đầu 16/11"), is_late=True), Point(27, _("hẹn lại 26/11"))],
        today=Point(23.1, _("hôm nay")),
        hatch_id="gach-3",
    )
    return [
        (_("Đang dừng chờ bổ sung: còn 4 ngày"), paused),
        (_("Xong trước hạn"), early),
        (_("Quá hạn"), late),
    ]
