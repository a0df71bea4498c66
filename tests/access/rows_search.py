"""Rows of what people keep of the one box."""

from search.models import KeptQuestion
from tests.access.rows import ALL_STAFF, Row, add
from tests.access.world import World
from tests.search.conftest import NOW


def _kept_by_lan(world: World) -> dict[str, int]:
    kept = KeptQuestion.objects.create(user=world.cast.user("lan"), name="Khai sinh", question="q=x", created_at=NOW)
    return {"pk": kept.pk}


add(
    {
        "search:download": Row(ALL_STAFF),
        "search:keep": Row(ALL_STAFF, method="post"),
        "search:forget": Row(frozenset({"lan"}), _kept_by_lan, missing={"pk": 987654}, method="post"),
    }
)
