"""Wordings of roles as papers print them: where each stands, which post it means, and which one it probably means.

Real procedures print some 29 wordings for about 8 roles («Công chức Tư pháp - Hộ tịch», «CC TP-HT»). Each is mapped once,
for all documents: whatever names nobody yet is filled when a draft goes to review, and the reader's own lane knows it.
"""

import datetime
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Count
from wagtail.models import Revision

from iso_docs.models import ControlledDocument, DocumentIssue, IssueStep, PrintedRole
from office.models import Post, Unit, User
from office.text_forms import fold

# How offices shorten their own titles. Whole words, in the order they are tried: what is longer comes first.
_SHORT = [
    ("tp ht", "tu phap ho tich"),
    ("dc xd", "dia chinh xay dung"),
    ("vp tk", "van phong thong ke"),
    ("vh xh", "van hoa xa hoi"),
    ("tn tkq", "tiep nhan va tra ket qua"),
    ("tnvtkq", "tiep nhan va tra ket qua"),
    ("bpmc", "bo phan mot cua"),
    ("ttpvhcc", "trung tam phuc vu hanh chinh cong"),
    ("ttphvcc", "trung tam phuc vu hanh chinh cong"),
    ("ubnd", "uy ban nhan dan"),
    ("hdnd", "hoi dong nhan dan"),
    ("pct", "pho chu tich"),
    ("ct", "chu tich"),
    ("cc", "cong chuc"),
    ("cb", "can bo"),
    ("cv", "chuyen vien"),
    ("ld", "lanh dao"),
    ("bp", "bo phan"),
    ("vt", "van thu"),
    ("tp", "truong phong"),
    ("htx", "hop tac xa"),
]
# Said of almost everybody: two wordings are not alike because both print it.
_EMPTY = frozenset(
    {"cong", "chuc", "can", "bo", "chuyen", "vien", "nguoi", "tai", "cua", "va", "uy", "ban", "nhan", "dan", "cap", "xa", "phuong",
     "phan", "phu", "trach", "duoc", "giao", "don", "vi", "phong"}
)  # fmt: skip
_PAIRS = (
    "van thu", "van phong", "van hoa", "thu ky", "ke toan", "thu quy", "dia chinh", "tai chinh", "tu phap", "ho tich",
    "mot cua", "lanh dao", "chu tich", "tiep nhan", "xay dung", "kinh te", "xa hoi", "moi truong", "noi vu", "quan su",
)  # fmt: skip
_RANK = frozenset({"pho", "truong"})  # «Chủ tịch» and «Phó Chủ tịch» are two
LIKENESS = 0.62


@dataclass
class Wording:
    """One wording, how often it stands in documents the asker may see, and what it means."""

    text: str
    steps: int
    post: Post | None = None
    suggestion: Post | None = None
    because: str = ""  # the known wording, or the name of the post, that it is like

    @property
    def proposed(self) -> Post | None:
        return self.post or self.suggestion


def spelled_out(text: str) -> str:
    """A wording without marks, signs and the office's abbreviations: «CC TP-HT» → «cong chuc tu phap ho tich»."""
    plain = f" {' '.join(re.sub(r'[^a-z0-9]+', ' ', fold(text)).split())} "
    for short, full in _SHORT:
        plain = plain.replace(f" {short} ", f" {full} ")
    return plain.strip()


def _telling(text: str) -> set[str]:
    """The words of a spelled-out wording that say who in particular; a title of two words is one."""
    for pair in _PAIRS:
        text = re.sub(rf"\b{pair}\b", pair.replace(" ", "-"), text)
    return {word for word in text.split() if word not in _EMPTY}


def likeness(one: str, other: str) -> float:
    """How much two wordings say the same, 0 to 1. Words that say who in particular count, words that all share do not."""
    first, second = spelled_out(one), spelled_out(other)
    if first == second:
        return 1.0
    mine, others = _telling(first), _telling(second)
    if not mine or not others:
        return SequenceMatcher(None, first, second).ratio() * 0.9
    shared = mine & others
    smaller = min(len(mine), len(others))
    whole = len(shared) == smaller and (smaller > 1 or "-" in next(iter(shared)))
    grade = 0.95 if mine == others else max(len(shared) / len(mine | others) * 0.9, 0.7 if whole else 0.0)
    return grade / 2 if _RANK & (mine ^ others) else grade


def suggested(text: str, known: Iterable[PrintedRole], posts: Iterable[Post]) -> tuple[Post | None, str]:
    """The post a wording probably means, and what it is like: first wordings somebody mapped, then names of posts."""
    for candidates in (
        [(role.wording, role.post) for role in known],
        [(post.name, post) for post in posts],
    ):
        graded = [(likeness(text, name), name, post) for name, post in candidates]
        best = max(graded, key=lambda each: each[0], default=None)
        if best is None or best[0] < LIKENESS:
            continue
        if len({post.pk for grade, _name, post in graded if grade == best[0]}) == 1:  # never one of two by chance
            return best[2], best[1]
    return None, ""


def wordings_for(user: User, posts: list[Post], *, words: str = "") -> list[Wording]:
    """Every wording in the documents the user may see: of issues as compiled, of desks as drafted. Most used first."""
    counts: Counter[str] = Counter()
    issued = IssueStep.objects.filter(issue__in=DocumentIssue.objects.visible_to(user)).exclude(responsible="")
    for text, number in issued.values_list("responsible").annotate(n=Count("pk")).order_by():
        counts[text] += number
    desks = ControlledDocument.objects.visible_to(user).filter(has_unpublished_changes=True)
    drafts = Revision.objects.filter(pk__in=desks.values("latest_revision"))
    for steps in drafts.values_list("content__steps", flat=True):
        # Wagtail keeps a stream as text inside the JSON; SQLite's way out of it reads that text too.
        steps = json.loads(steps) if isinstance(steps, str) else steps or []
        counts.update(step["value"].get("responsible") or "" for step in steps)
    del counts[""]
    known = list(PrintedRole.objects.select_related("post__unit"))
    by_wording = {role.wording: role.post for role in known}
    for text in by_wording:
        counts.setdefault(text, 0)
    rows = []
    for text, steps in counts.most_common():
        if words and fold(words) not in fold(text):
            continue
        row = Wording(text, steps, post=by_wording.get(text))
        if row.post is None:
            row.suggestion, row.because = suggested(text, known, posts)
        rows.append(row)
    return rows


def posts_to_choose(on: datetime.date) -> list[Post]:
    """Posts that stand on a day, in units that do."""
    units = Unit.objects.valid_on(on)
    return list(Post.objects.valid_on(on).filter(unit__in=units).select_related("unit").order_by("name", "pk"))


def posts_by_wording() -> dict[str, int]:
    """Which post each mapped wording means, for whoever fills steps."""
    return dict(PrintedRole.objects.values_list("wording", "post_id"))


def wordings_of(posts: Collection[int]) -> set[str]:
    """Printed roles that mean one of these posts."""
    return set(PrintedRole.objects.filter(post__in=posts).values_list("wording", flat=True))


def fill_posts(draft: ControlledDocument) -> int:
    """Name the post of every step of a draft that names none and whose wording is mapped. Says how many were filled."""
    known = posts_by_wording()
    steps, filled = draft.steps.raw_data, 0
    for step in steps:
        post = known.get(step["value"].get("responsible") or "")
        if post and not step["value"].get("post"):
            step["value"]["post"] = str(post)
            filled += 1
    if filled:
        draft.steps.raw_data = steps
    return filled
