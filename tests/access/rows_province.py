"""Rows of the mirror of the province and of the figures: who imports, who settles, whose lists count what."""

import io

from office.store import receive
from processes.actions.importing import read_province_file
from processes.models.province import ImportWay
from tests.access.rows import ALL_STAFF, Row, add
from tests.access.world import World
from tests.processes import lives

IMPORTERS = frozenset({"lan", "quan", "thao"})
PERSON_READERS = frozenset({"ngoc", "thao", "hoa"})


def file_of(world: World) -> dict[str, int]:
    if "province_file" not in world.things:
        content = "Mã hồ sơ;Thủ tục;Người nộp;Ngày tiếp nhận;Ngày hẹn trả\nH99.14-260105-0001;Khai sinh;Trần Văn A;05/01/2026;06/01/2026\n"
        stored = receive(io.BytesIO(content.encode()))
        world.things["province_file"] = read_province_file(
            stored=stored, name="tinh.csv", way=ImportWay.SCREEN, by=world.cast.person("lan"), now=lives.at(20)
        )
    return {"pk": world.things["province_file"].pk}


add(
    {
        "processes:province": Row(IMPORTERS),
        "processes:mapping": Row(IMPORTERS),
        "processes:scan": Row(IMPORTERS),
        "processes:province_export": Row(IMPORTERS),
        "processes:reconciliation": Row(IMPORTERS),
        "processes:province_file": Row(IMPORTERS, file_of),
        "processes:period_report": Row(ALL_STAFF),
        "processes:period_list": Row(ALL_STAFF, data={"so": "received", "first": "01/10/2026", "last": "30/11/2026"}),
        "processes:reminders": Row(PERSON_READERS),
        "processes:reminder": Row(frozenset({"hoa", "ngoc"}), lambda world: {"pk": world.cast.person("minh").pk}),
    }
)
