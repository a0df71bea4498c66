"""All addresses. Each room keeps its own list; addresses are Vietnamese words, because people read and dictate them."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("soan-thao/", include(wagtailadmin_urls)),  # the Wagtail admin: quality officers write here
    path("tai-lieu/", include("iso_docs.urls")),
    path("luu-tru/", include("archives.urls")),
    path("ho-so/", include("processes.urls")),
    path("cai-tien/", include("audits.urls")),
    path("tim-kiem/", include("search.urls")),
    path("", include("office.urls")),
    path("", include("portal.urls")),
]
