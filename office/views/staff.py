"""The office itself on screen: units and people as they stood on a day, and the acts of those who keep the list."""

import secrets
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.actions import people as people_actions
from office.actions import units as unit_actions
from office.models import Assignment, Person, Substitution, SuccessionKind, Unit, UnitSuccession, User
from office.queries.staff import office_on
from office.refusals import Refusal
from office.rules import STAFF_LIST_KEEPERS
from office.staff_forms import (
    AsOfForm,
    AssignForm,
    EndAssignmentForm,
    OpenAccountForm,
    PersonForm,
    PostForm,
    ReasonForm,
    SubstituteForm,
    SuccessionForm,
    UnitForm,
)
from office.views.base import RolePage, StaffPage


class ListPage(StaffPage):
    """A page of the staff list: open to all staff, its acts to those who keep it."""

    @property
    def keeps_the_list(self) -> bool:
        return self.asker.has_role(*STAFF_LIST_KEEPERS)


class KeepersPage(RolePage):
    """A page of those who keep the staff list; the rule asks again in each action."""

    roles = STAFF_LIST_KEEPERS


class StaffList(ListPage):
    """Units and posts as they stood on a day."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AsOfForm(request.GET or None)
        given = form.cleaned_data if form.is_bound and form.is_valid() else {}
        on = given.get("on") or timezone.localdate()
        lines = office_on(on, given.get("q") or "")
        facts = {"lines": lines, "on": on, "filter_form": form, "keeps_the_list": self.keeps_the_list}
        return render(request, "office/staff/list.html", facts)


class UnitPage(ListPage):
    """One unit: what it was called, where it belonged, what it came from and what became of it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        unit = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
        held = (
            Assignment.objects.filter(post__unit=unit)
            .select_related("person", "post")
            .order_by("-valid_from", "person__full_name")
        )
        facts = {
            "unit": unit,
            "assignments": held,
            "before": UnitSuccession.objects.filter(successor=unit).select_related("predecessor"),
            "after": UnitSuccession.objects.filter(predecessor=unit).select_related("successor"),
            "keeps_the_list": self.keeps_the_list,
            "today": timezone.localdate(),
            "trail": [(_("Cơ quan"), reverse("office:staff"))],
        }
        return render(request, "office/staff/unit.html", facts)


class PersonPage(ListPage):
    """One person: posts held, now and before, stand-ins, account."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(Person, pk=pk)
        facts = {
            "person": person,
            "account": User.objects.filter(person=person).first(),
            "assignments": Assignment.objects.filter(person=person)
            .select_related("post__unit")
            .order_by("-valid_from"),
            "substitutions": Substitution.objects.filter(Q(substitute=person) | Q(absent=person))
            .select_related("post__unit", "absent", "substitute")
            .order_by("-valid_from"),
            "keeps_the_list": self.keeps_the_list,
            "today": timezone.localdate(),
            "trail": [(_("Cơ quan"), reverse("office:staff"))],
        }
        return render(request, "office/staff/person.html", facts)


class ActPage(KeepersPage):
    """One act on one page: a form, what it will do in a sentence, one button. A refusal comes back above the form."""

    title: str = ""
    button: str = ""
    tells: str = ""
    template_name = "office/staff/act.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated and self.asker.has_role(*self.roles):
            self.load(**kwargs)

    def load(self, **kwargs: Any) -> None:
        """Find what the act is about, or 404."""

    def make_form(self, data=None):
        raise NotImplementedError

    def act(self, facts: dict[str, Any]) -> str | HttpResponse:
        """Do it; returns where to go, or the answer itself. Refusals are shown above the form."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.answer(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.answer(form, status=422)
        try:
            answer = self.act(form.cleaned_data)
        except Refusal as refusal:
            return self.answer(form, refusal=refusal, status=refusal.status)
        return answer if isinstance(answer, HttpResponse) else HttpResponseRedirect(answer)

    def answer(self, form, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        facts = {
            "form": form,
            "refusal": refusal,
            "act_title": self.title,
            "about": self.about(),
            "tells": self.tells,
            "button": self.button,
            "back": self.back(),
            "trail": [(_("Cơ quan"), reverse("office:staff"))],
        }
        return render(self.request, self.template_name, facts, status=status)

    def about(self) -> str:
        return ""

    def back(self) -> str:
        return reverse("office:staff")

    @property
    def by(self) -> Person:
        return self.asker.person  # type: ignore[return-value] - staff always is a person


class PersonAct(ActPage):
    """An act about one person; goes back to their page."""

    def load(self, **kwargs: Any) -> None:
        self.person = get_object_or_404(Person, pk=kwargs["pk"])

    def about(self) -> str:
        return self.person.full_name

    def back(self) -> str:
        return reverse("office:person", args=[self.person.pk])

    def tell_password(self, user: User) -> HttpResponse:
        """Make a first password and show it in this answer alone: it is kept nowhere, not even between two pages."""
        password = secrets.token_urlsafe(9)
        people_actions.set_first_password(user=user, password=password, by=self.by, now=timezone.now())
        facts = {"account": user, "password": password, "person": self.person, "back": self.back()}
        response = render(self.request, "office/staff/first_password.html", facts)
        response.headers["Cache-Control"] = "no-store"
        return response


class EnterPerson(ActPage):
    title, button = gettext_lazy("Thêm cán bộ"), gettext_lazy("Ghi vào danh sách")
    tells = gettext_lazy("Người mới chưa có vị trí và chưa có tài khoản; giao ở trang của người đó.")

    def make_form(self, data=None):
        return PersonForm(data)

    def act(self, facts):
        person = people_actions.enter_person(**facts, by=self.by, now=timezone.now())
        messages.success(self.request, _("Đã ghi %(name)s vào danh sách cán bộ.") % {"name": person.full_name})
        return reverse("office:person", args=[person.pk])


class CorrectPerson(PersonAct):
    title, button = gettext_lazy("Sửa thông tin cán bộ"), gettext_lazy("Lưu")
    tells = gettext_lazy("Chữ ký và giấy tờ cũ giữ nguyên tên lúc ký.")

    def make_form(self, data=None):
        return PersonForm(data, instance=Person.objects.get(pk=self.person.pk))

    def act(self, facts):
        people_actions.correct_person(person=self.person, changes=facts, by=self.by, now=timezone.now())
        messages.success(self.request, _("Đã lưu thông tin cán bộ."))
        return self.back()


class Assign(PersonAct):
    title, button = gettext_lazy("Giao vị trí"), gettext_lazy("Giao vị trí")
    tells = gettext_lazy(
        "Quyền theo vị trí có hiệu lực từ ngày đã ghi. Phiên đăng nhập đang mở của người này kết thúc."
    )

    def make_form(self, data=None):
        return AssignForm(data)

    def act(self, facts):
        people_actions.assign(person=self.person, by=self.by, now=timezone.now(), **facts)
        messages.success(self.request, _("Đã giao vị trí «%(post)s».") % {"post": facts["post"].name})
        return self.back()


class EndAssignment(ActPage):
    title, button = gettext_lazy("Thôi giữ vị trí"), gettext_lazy("Ghi ngày thôi giữ")
    tells = gettext_lazy("Việc đã làm ở vị trí này giữ nguyên. Phiên đăng nhập đang mở của người này kết thúc.")

    def load(self, **kwargs: Any) -> None:
        rows = Assignment.objects.select_related("person", "post__unit")
        self.assignment = get_object_or_404(rows, pk=kwargs["pk"])

    def about(self) -> str:
        return f"{self.assignment.person.full_name} – {self.assignment.post}"

    def back(self) -> str:
        return reverse("office:person", args=[self.assignment.person_id])

    def make_form(self, data=None):
        return EndAssignmentForm(data)

    def act(self, facts):
        people_actions.end_assignment(assignment=self.assignment, by=self.by, now=timezone.now(), **facts)
        messages.success(self.request, _("Đã ghi ngày thôi giữ vị trí."))
        return self.back()


class NameSubstitute(EndAssignment):
    title, button = gettext_lazy("Cử người thay thế"), gettext_lazy("Cử người thay thế")
    tells = gettext_lazy("Người thay thế có đủ quyền của vị trí trong những ngày đã ghi; chữ ký ghi rõ ký thay ai.")

    def make_form(self, data=None):
        return SubstituteForm(data, absent=self.assignment.person)

    def act(self, facts):
        made = people_actions.name_substitute(
            post=self.assignment.post, absent=self.assignment.person, by=self.by, now=timezone.now(), **facts
        )
        messages.success(self.request, _("Đã cử %(name)s thay thế.") % {"name": made.substitute.full_name})
        return self.back()


class OpenAccount(PersonAct):
    title, button = gettext_lazy("Mở tài khoản"), gettext_lazy("Mở tài khoản")
    tells = gettext_lazy("Mật khẩu lần đầu hiện một lần trên trang sau; trao tận tay và nhắc đổi ngay.")

    def make_form(self, data=None):
        return OpenAccountForm(data)

    def act(self, facts):
        now = timezone.now()
        user = people_actions.open_account(person=self.person, by=self.by, now=now, **facts)
        return self.tell_password(user)


class NewPassword(PersonAct):
    title, button = gettext_lazy("Cấp lại mật khẩu"), gettext_lazy("Cấp lại mật khẩu")
    tells = gettext_lazy(
        "Mật khẩu cũ và các phiên đăng nhập đang mở hết hiệu lực ngay. Mật khẩu mới hiện một lần trên trang sau."
    )

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.account = get_object_or_404(User, person=self.person)

    def make_form(self, data=None):
        return ReasonForm(data)

    def act(self, facts):
        return self.tell_password(self.account)


class DisableAccount(NewPassword):
    title, button = gettext_lazy("Khóa tài khoản"), gettext_lazy("Khóa tài khoản")
    tells = gettext_lazy("Người này không đăng nhập được nữa, phiên đang mở kết thúc ngay. Những gì đã ký giữ nguyên.")

    def act(self, facts):
        people_actions.disable_account(user=self.account, by=self.by, now=timezone.now(), **facts)
        messages.success(self.request, _("Đã khóa tài khoản «%(name)s».") % {"name": self.account.username})
        return self.back()


class EnableAccount(NewPassword):
    title, button = gettext_lazy("Mở lại tài khoản"), gettext_lazy("Mở lại tài khoản")
    tells = gettext_lazy("Người này đăng nhập lại được với mật khẩu đang có; quyền theo vị trí đang giữ.")

    def act(self, facts):
        people_actions.enable_account(user=self.account, by=self.by, now=timezone.now(), **facts)
        messages.success(self.request, _("Đã mở lại tài khoản «%(name)s».") % {"name": self.account.username})
        return self.back()


class FoundUnit(ActPage):
    title, button = gettext_lazy("Thêm đơn vị"), gettext_lazy("Ghi đơn vị")
    tells = gettext_lazy(
        "Đơn vị đổi tên thì thêm đơn vị mới rồi ghi kế thừa ở trang của đơn vị cũ; giấy tờ cũ giữ tên cũ."
    )

    def make_form(self, data=None):
        return UnitForm(data)

    def act(self, facts):
        unit = unit_actions.found_unit(facts=facts, by=self.by, now=timezone.now())
        messages.success(self.request, _("Đã ghi đơn vị «%(name)s».") % {"name": unit.name})
        return reverse("office:unit", args=[unit.pk])


class UnitAct(ActPage):
    def load(self, **kwargs: Any) -> None:
        self.unit = get_object_or_404(Unit, pk=kwargs["pk"])

    def about(self) -> str:
        return self.unit.name

    def back(self) -> str:
        return reverse("office:unit", args=[self.unit.pk])


class SucceedUnit(UnitAct):
    title, button = gettext_lazy("Ghi kế thừa"), gettext_lazy("Ghi kế thừa")
    tells = gettext_lazy("Ngày cuối của đơn vị là hôm trước ngày có hiệu lực. Tên trong hồ sơ, văn bản cũ không đổi.")

    def make_form(self, data=None):
        return SuccessionForm(data, unit=self.unit)

    def act(self, facts):
        facts = facts | {"kind": SuccessionKind(facts["kind"])}
        unit_actions.succeed_unit(unit=self.unit, by=self.by, now=timezone.now(), **facts)
        messages.success(self.request, _("Đã ghi kế thừa của «%(name)s».") % {"name": self.unit.name})
        return self.back()


class MakePost(UnitAct):
    title, button = gettext_lazy("Thêm vị trí"), gettext_lazy("Ghi vị trí")
    tells = gettext_lazy("Vai trò quyết định người giữ vị trí xem được gì và làm được gì.")

    def make_form(self, data=None):
        return PostForm(data)

    def act(self, facts):
        post = people_actions.make_post(unit=self.unit, by=self.by, now=timezone.now(), **facts)
        messages.success(self.request, _("Đã ghi vị trí «%(post)s».") % {"post": post.name})
        return self.back()
