"""What the health page says of the index: whether there is one, and whether changes reach it."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.dates import write_moment
from office.health import Finding, Level, health_check
from office.numbers import write_number
from search.engines import current_engine
from search.engines.base import IndexUnavailable
from search.writer import waiting

LATE = datetime.timedelta(minutes=2)  # a change is found within two seconds; a rebuild or a bulk intake takes longer


@health_check("search.index", label=gettext_lazy("Chỉ mục tìm kiếm"))
def index_keeps_up(now: datetime.datetime) -> Finding:
    try:
        is_ready = current_engine().is_ready()
    except IndexUnavailable:
        return Finding(Level.BAD, _("máy chủ tìm kiếm không trả lời; mọi thay đổi vẫn được giữ và vào chỉ mục sau"))
    if not is_ready:
        words = _("chưa có chỉ mục; tiến trình nền sẽ dựng khi chạy")
        return Finding(Level.BAD, words, command="python manage.py index rebuild")
    queue = waiting()
    if queue.since is not None and now - queue.since > LATE:
        words = _("%(n)s thay đổi chưa vào chỉ mục, cũ nhất từ %(since)s") % {
            "n": write_number(queue.rows),
            "since": write_moment(queue.since),
        }
        return Finding(Level.WARN, words)
    return Finding(Level.FINE, _("theo kịp mọi thay đổi"))
