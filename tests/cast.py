"""The cast of all stories: the same people in the same ward, on real dates. Everybody is invented.

Lan receives at the counter, Minh works on dossiers under Hoa, Quân writes procedures, Thảo reviews them, Ngọc approves, Tuấn
audits, Sơn keeps the archive, Mai is an applicant without account, and Bình belongs to another unit and must see nothing.
"""

import datetime
from dataclasses import dataclass, field

from office.models import Assignment, Person, Post, PostRole, Role, Unit, UnitKind, User

SINCE = datetime.date(2025, 7, 1)
PASSWORD = "mat-khau-thu-2026"


@dataclass
class Cast:
    """The ward and its people. `cast.user("lan")`, `cast.person("lan")`, `cast.post("lan")`, `cast.unit("kinh_te")`."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def unit(self, name: str) -> Unit:
        return self.units[name]

    def person(self, name: str) -> Person:
        return self.people[name]

    def post(self, name: str) -> Post:
        return self.posts[name]

    def user(self, name: str) -> User:
        """A fresh account object, as a new request would load it."""
        return User.objects.select_related("person").get(pk=self.users[name].pk)


UNITS = [
    # key, name, kind, parent, symbol
    ("ward", "UBND phường Bình An", UnitKind.WARD, None, "UBND"),
    ("leaders", "Lãnh đạo UBND phường Bình An", UnitKind.LEADERSHIP, "ward", ""),
    ("office", "Văn phòng HĐND và UBND phường Bình An", UnitKind.OFFICE, "ward", "VP"),
    ("one_stop", "Trung tâm Phục vụ hành chính công phường Bình An", UnitKind.ONE_STOP, "ward", "TTPVHCC"),
    ("kinh_te", "Phòng Kinh tế, Hạ tầng và Đô thị phường Bình An", UnitKind.DIVISION, "ward", "KTHTĐT"),
    ("van_hoa", "Phòng Văn hóa – Xã hội phường Bình An", UnitKind.DIVISION, "ward", "VHXH"),
]

PEOPLE = [
    # key, name, unit, post, roles
    ("lan", "Lê Thị Lan", "one_stop", "Công chức Một cửa", [Role.ONE_STOP_CLERK]),
    ("minh", "Trần Văn Minh", "kinh_te", "Chuyên viên địa chính", [Role.SPECIALIST]),
    ("hoa", "Nguyễn Thị Hoa", "kinh_te", "Trưởng phòng Kinh tế, Hạ tầng và Đô thị", [Role.UNIT_HEAD]),
    ("quan", "Phạm Quốc Quân", "office", "Chuyên viên, Thư ký ISO", [Role.QUALITY_OFFICER, Role.DRAFTER]),
    ("thao", "Đỗ Phương Thảo", "office", "Chánh Văn phòng", [Role.CHIEF_OF_OFFICE, Role.UNIT_HEAD]),
    ("ngoc", "Bùi Minh Ngọc", "leaders", "Chủ tịch UBND phường", [Role.CHAIR]),
    ("tuan", "Vũ Anh Tuấn", "office", "Đánh giá viên nội bộ", [Role.INTERNAL_AUDITOR]),
    ("son", "Hoàng Văn Sơn", "office", "Lưu trữ viên", [Role.ARCHIVIST, Role.RECORDS_CLERK]),
    ("binh", "Ngô Thanh Bình", "van_hoa", "Chuyên viên văn hóa", [Role.SPECIALIST]),
    ("admin", "Quản trị", "office", "Quản trị hệ thống", [Role.ADMINISTRATOR]),
]


def make_cast() -> Cast:
    """Write the ward as it has stood since 01/07/2025."""
    cast = Cast()
    for key, name, kind, parent, symbol in UNITS:
        cast.units[key] = Unit.objects.create(
            name=name,
            kind=kind,
            symbol=symbol,
            code="H99.14" if key == "ward" else "",
            parent=cast.units.get(parent or ""),
            valid_from=SINCE,
            is_agency=key == "ward",
        )
    for key, name, unit, post_name, roles in PEOPLE:
        person = Person.objects.create(full_name=name, email=f"{key}@binhan.example")
        post = Post.objects.create(unit=cast.units[unit], name=post_name, valid_from=SINCE)
        PostRole.objects.bulk_create(PostRole(post=post, role=role, valid_from=SINCE) for role in roles)
        Assignment.objects.create(person=person, post=post, valid_from=SINCE)
        cast.people[key], cast.posts[key] = person, post
        cast.users[key] = User.objects.create_user(username=key, password=PASSWORD, email=person.email, person=person)
    return cast
