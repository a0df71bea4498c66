"""Addresses of the room «Cải tiến»."""

from django.urls import path

from audits.views import acts, effects, nonconformities, policies

app_name = "audits"

urlpatterns: list = [
    path("", nonconformities.Register.as_view(), name="home"),
    path("lap-phieu/", nonconformities.RaisePage.as_view(), name="raise"),
    path("phieu/<slug:number>/", nonconformities.NonconformityPage.as_view(), name="nonconformity"),
    path("phieu/<slug:number>/quyet-dinh/", acts.Decide.as_view(), name="decide"),
    path("phieu/<slug:number>/xu-ly/", acts.PlanCorrection.as_view(), name="plan_correction"),
    path("phieu/<slug:number>/khac-phuc/", acts.PlanCorrectiveAction.as_view(), name="plan_action"),
    path(
        "phieu/<slug:number>/<slug:kind>/<int:work>/xong/",
        acts.NoteDone.as_view(),
        name="note_done",
    ),
    path("phieu/<slug:number>/<slug:kind>/<int:work>/doi-han/", acts.MoveDue.as_view(), name="move_due"),
    path("phieu/<slug:number>/khac-phuc/<int:work>/kiem-tra/", acts.CheckAction.as_view(), name="check_action"),
    path("phieu/<slug:number>/nguyen-nhan/", acts.NoteCause.as_view(), name="note_cause"),
    path("phieu/<slug:number>/nguyen-nhan/<int:cause>/", acts.ChangeCause.as_view(), name="change_cause"),
    path("phieu/<slug:number>/hieu-luc/", acts.MeasureEffect.as_view(), name="measure_effect"),
    path("phieu/<slug:number>/hieu-luc/<int:check>/ket-luan/", acts.ConcludeEffect.as_view(), name="conclude_effect"),
    path("phieu/<slug:number>/hieu-luc/<int:check>/<slug:period>/", effects.FrozenList.as_view(), name="effect_list"),
    path("phieu/<slug:number>/dong/", acts.Close.as_view(), name="close"),
    path("quy-tac/", policies.PoliciesPage.as_view(), name="policies"),
]
