"""Fills the installation that the browser tests look at, through real actions: `python -m tests.browser.fill`, settings from outside."""

import datetime

import django

django.setup()  # the module is a program: settings come from the environment

from django.utils import timezone  # noqa: E402 – framework loads first

from office.calendar import working_calendar  # noqa: E402
from office.obligations import oblige  # noqa: E402
from tests.cast import make_cast  # noqa: E402


def main() -> None:
    cast = make_cast()
    now, calendar = timezone.now(), working_calendar()
    today = timezone.localdate()
    tomorrow = calendar.next_working_day(today)
    works = [
        ("Đọc chỗ thay đổi của QT-HT-06, lần ban hành 02", tomorrow, "QT-HT-06"),
        ("Góp ý dự thảo QT-HT-09 Đăng ký giám hộ", today, "QT-HT-09, lần sửa 3"),
        ("KPH-26-011: mẫu công văn đề nghị xác minh", today - datetime.timedelta(days=9), "Đánh giá nội bộ đợt 2"),
        ("Đề xuất cải tiến biểu mẫu", None, "Họp xem xét 10/2026"),
    ]
    for number, (what, due_on, source) in enumerate(works):
        for who in ("minh", "quan"):
            oblige(
                kind="tests.work",
                key=f"{who}-{number}",
                what=what,
                subject=cast.unit("ward"),
                address="/",
                now=now,
                person=cast.person(who),
                due_on=due_on,
                source=source,
            )


if __name__ == "__main__":
    main()
