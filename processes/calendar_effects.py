"""What a change of the calendar moves among dossiers (office.calendar_effects)."""

import datetime

from office.calendar_effects import Change, Moved, calendar_effect
from office.models import Person, User
from processes.actions.recounting import recount, touched_by
from processes.models import Dossier


@calendar_effect("processes.dossiers")
class Promises:
    """Open dossiers received here whose clock runs. Closed ones, waiting ones and the province's own are not touched."""

    def moved(self, change: Change, user: User) -> list[Moved]:
        touched = touched_by(change)
        seen = set(
            Dossier.objects.visible_to(user)
            .filter(pk__in=[each.pk for each, _at in touched])
            .values_list("pk", flat=True)
        )
        return [
            Moved(
                label=dossier.code,
                promised=dossier.due_promised,
                after=after,
                is_kept=after <= dossier.due_promised,
                address=dossier.get_absolute_url() if dossier.pk in seen else "",
            )
            for dossier, after in touched
        ]

    def carry_out(self, change: Change, *, by: Person, now: datetime.datetime) -> int:
        return sum(
            recount(dossier=dossier, calendar=change.after, by=by, now=now)
            for dossier, after in touched_by(change)
            if after > dossier.due_promised
        )
