"""Addresses of the room «Lưu trữ»."""

from django.urls import path

from archives.views import arrangement, documents, intakes, lists

app_name = "archives"

urlpatterns: list = [
    path("", lists.Home.as_view(), name="home"),
    path("phong/them/", arrangement.SetUpFonds.as_view(), name="set_up_fonds"),
    path("phong/<int:pk>/", lists.FondsPage.as_view(), name="fonds"),
    path("phong/<int:pk>/muc-luc/them/", arrangement.SetUpInventory.as_view(), name="set_up_inventory"),
    path("muc-luc/<int:pk>/ho-so/them/", arrangement.SetUpArchiveFile.as_view(), name="set_up_file"),
    path("ho-so/<int:pk>/", lists.ArchiveFilePage.as_view(), name="file"),
    path("nhan/", intakes.TakeIn.as_view(), name="take_in"),
    path("nhan/<int:pk>/", intakes.IntakePage.as_view(), name="intake"),
    path("van-ban/<int:pk>/", documents.DocumentPage.as_view(), name="document"),
    path("van-ban/<int:pk>/sua/", documents.Describe.as_view(), name="describe"),
    path("van-ban/<int:pk>/nhan-dang-lai/", documents.ReadAgain.as_view(), name="read_again"),
    path("van-ban/<int:pk>/goc/<int:original>/", documents.OriginalFile.as_view(), name="original"),
    path("van-ban/<int:pk>/trang/<int:number>/", documents.PageView.as_view(), name="page"),
    path("van-ban/<int:pk>/trang/<int:number>/anh/", documents.PagePicture.as_view(), name="picture"),
    path(
        "van-ban/<int:pk>/trang/<int:number>/thu-nho/",
        documents.PagePicture.as_view(is_thumbnail=True),
        name="thumbnail",
    ),
]
