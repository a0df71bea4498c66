"""The office as it stood on a day: units in their order, posts in them, and who held them."""

import datetime
from dataclasses import dataclass, field

from office.models import Assignment, Person, Post, Substitution, Unit
from office.text_forms import fold


@dataclass
class PostLine:
    """A post on the day, with its holders and their substitutes."""

    post: Post
    holders: list[Person] = field(default_factory=list)
    substitutes: list[Substitution] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)


@dataclass
class UnitLine:
    """A unit on the day, `depth` steps below the top."""

    unit: Unit
    depth: int
    posts: list[PostLine] = field(default_factory=list)


def office_on(on: datetime.date, words: str = "") -> list[UnitLine]:
    """Units that stood on the day, parents before children; five queries whatever the size.

    With `words` only units and posts whose unit, name or holder has them all, with or without marks.
    """
    units = list(Unit.objects.valid_on(on).order_by("name", "pk"))
    standing = {unit.pk for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in standing else None, []).append(unit)
    lines: dict[int, UnitLine] = {}

    def place(parent: int | None, depth: int) -> None:
        for unit in children.get(parent, []):
            lines[unit.pk] = UnitLine(unit, depth)
            place(unit.pk, depth + 1)

    place(None, 0)
    _put_posts_in(lines, on)
    return _having(list(lines.values()), words)


def _put_posts_in(lines: dict[int, UnitLine], on: datetime.date) -> None:
    posts: dict[int, PostLine] = {}
    for post in Post.objects.valid_on(on).filter(unit_id__in=lines).order_by("name").prefetch_related("roles"):
        line = PostLine(post, roles=[row.get_role_display() for row in post.roles.all() if row.is_valid_on(on)])
        posts[post.pk] = line
        lines[post.unit_id].posts.append(line)
    for assignment in Assignment.objects.valid_on(on).filter(post_id__in=posts).select_related("person"):
        posts[assignment.post_id].holders.append(assignment.person)
    for row in Substitution.objects.valid_on(on).filter(post_id__in=posts).select_related("substitute", "absent"):
        posts[row.post_id].substitutes.append(row)
    for line in posts.values():
        line.holders.sort(key=lambda person: (person.given_name, person.full_name))


def _having(lines: list[UnitLine], words: str) -> list[UnitLine]:
    wanted = fold(words).split()
    if not wanted:
        return lines
    found = []
    for line in lines:
        if all(word in fold(line.unit.name) for word in wanted):
            found.append(line)
            continue
        line.posts = [post for post in line.posts if all(word in fold(_words_of(post)) for word in wanted)]
        if line.posts:
            found.append(line)
    return found


def _words_of(line: PostLine) -> str:
    return " ".join([line.post.name, *(person.full_name for person in line.holders), *line.roles])
