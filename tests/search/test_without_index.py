"""While there is no index (not built yet, or its server is down) titles are still found, inside one's rights."""

from django.urls import reverse

from office.models import Confidentiality
from tests.search.conftest import tantivy_alone

pytestmark = tantivy_alone


def test_titles_and_numbers_are_found_without_an_index(client, cast, filed):
    filed("trang", summary="Đóng mới tàu vỏ thép", number="67", symbol="KH-UBND")
    filed("trang", summary="Đóng mới tàu: đơn thư", number="68", symbol="KH-UBND", level=Confidentiality.RESTRICTED)
    filed("đóng mới tàu", summary="Chi trả trợ cấp", number="69", symbol="KH-UBND")
    client.force_login(cast.user("binh"))
    answer = client.get(reverse("search:search"), {"q": "dong moi tau"})
    assert answer.status_code == 503
    assert [row.found.entry.number for row in answer.context["rows"]] == ["67/KH-UBND"]
    assert "67/KH-UBND" in answer.content.decode()
    by_number = client.get(reverse("search:search"), {"q": "69/KH-UBND"})
    assert [row.found.entry.number for row in by_number.context["rows"]] == ["69/KH-UBND"]
    assert client.get(reverse("search:search"), {"q": "zzz"}).context["rows"] == []
    assert client.get(reverse("search:search"), {"loai": "Kế hoạch"}).context["rows"] == []
