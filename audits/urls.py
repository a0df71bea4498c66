"""Addresses of the room «Cải tiến»."""

from django.urls import path

from audits.views import nonconformities

app_name = "audits"

urlpatterns: list = [
    path("", nonconformities.Register.as_view(), name="home"),
    path("lap-phieu/", nonconformities.RaisePage.as_view(), name="raise"),
    path("phieu/<slug:number>/", nonconformities.NonconformityPage.as_view(), name="nonconformity"),
    path("phieu/<slug:number>/quyet-dinh/", nonconformities.Decide.as_view(), name="decide"),
    path("phieu/<slug:number>/xu-ly/", nonconformities.PlanCorrection.as_view(), name="plan_correction"),
    path("phieu/<slug:number>/khac-phuc/", nonconformities.PlanCorrectiveAction.as_view(), name="plan_action"),
    path(
        "phieu/<slug:number>/<slug:kind>/<int:work>/xong/",
        nonconformities.NoteDone.as_view(),
        name="note_done",
    ),
]
