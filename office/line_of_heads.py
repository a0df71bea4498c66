"""Who answers for whom on a day: the head of a unit, and above them. Read once, then asked many times."""

import datetime

from office.models import Assignment, Obligation, Person, PostRole, Role, Substitution, Unit


class LineOfHeads:
    """Posts, holders and heads of one day, in a fixed number of queries."""

    def __init__(self, on: datetime.date) -> None:
        self.parent = dict(Unit.objects.values_list("pk", "parent_id"))
        self.people: dict[int, Person] = {}
        self.holders: dict[int, list[int]] = {}  # of a post, those who stand in too
        self.units_of: dict[int, list[int]] = {}  # of a person, by their own posts
        unit_of: dict[int, int] = {}
        for row in Assignment.objects.valid_on(on).select_related("person", "post").order_by("pk"):
            self._hold(row.person, row.post_id)
            unit_of[row.post_id] = row.post.unit_id
            self.units_of.setdefault(row.person_id, []).append(row.post.unit_id)
        for stand_in in Substitution.objects.valid_on(on).select_related("substitute", "post").order_by("pk"):
            self._hold(stand_in.substitute, stand_in.post_id)
            unit_of[stand_in.post_id] = stand_in.post.unit_id
        self.unit_of_post = unit_of
        self.heads: dict[int, list[int]] = {}
        self.leaders: list[int] = []
        for post, role in PostRole.objects.valid_on(on).filter(post__in=unit_of).values_list("post", "role"):
            if role == Role.UNIT_HEAD:
                self.heads.setdefault(unit_of[post], []).extend(self.holders[post])
            elif role == Role.CHAIR:
                self.leaders += self.holders[post]

    def _hold(self, person: Person, post: int) -> None:
        self.people[person.pk] = person
        self.holders.setdefault(post, []).append(person.pk)

    def bearers(self, owed: Obligation) -> list[int]:
        """Who owes it today: the person, the holders of the post, or for a unit as a whole its head."""
        if owed.person_id:
            return [owed.person_id] if owed.person_id in self.people else []
        if owed.post_id:
            return list(dict.fromkeys(self.holders.get(owed.post_id, [])))
        return self.heads_of_unit(owed.unit_id)

    def heads_above(self, owed: Obligation) -> list[int]:
        """The nearest head who does not owe it themselves; at the top the chair."""
        owing = set(self.bearers(owed))
        if owed.post_id and owed.post_id in self.unit_of_post:
            start = [self.unit_of_post[owed.post_id]]
        elif owed.person_id:
            start = self.units_of.get(owed.person_id, [])
        else:
            start = [owed.unit_id] if owed.unit_id else []
        for unit in start:
            if found := [head for head in self.heads_of_unit(unit, but=owing) if head not in owing]:
                return found
        return [leader for leader in dict.fromkeys(self.leaders) if leader not in owing]

    def heads_of_unit(self, unit: int | None, but: set[int] | frozenset[int] = frozenset()) -> list[int]:
        """The heads of the unit, else of the one above it."""
        seen: set[int] = set()
        while unit is not None and unit not in seen:
            seen.add(unit)
            if found := [head for head in dict.fromkeys(self.heads.get(unit, [])) if head not in but]:
                return found
            unit = self.parent.get(unit)
        return []
