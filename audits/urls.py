"""Addresses of the room «Cải tiến»."""

from django.urls import path

from audits.views import acts, clauses, effects, nonconformities, policies, reviews

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
    path("xem-xet/", reviews.Reviews.as_view(), name="reviews"),
    path("xem-xet/mo/", reviews.OpenReview.as_view(), name="open_review"),
    path("xem-xet/<slug:number>/", reviews.ReviewPage.as_view(), name="review"),
    path("xem-xet/<slug:number>/ghi/<slug:key>/", reviews.WriteNote.as_view(), name="review_note"),
    path("xem-xet/<slug:number>/chot/", reviews.Freeze.as_view(), name="review_freeze"),
    path("xem-xet/<slug:number>/bien-ban/", reviews.Minutes.as_view(), name="review_minutes"),
    path("xem-xet/<slug:number>/ket-luan/", reviews.AddDecision.as_view(), name="review_decide"),
    path("xem-xet/<slug:number>/ket-luan/<int:decision>/gach/", reviews.Strike.as_view(), name="review_strike"),
    path("xem-xet/<slug:number>/ket-luan/<int:decision>/xong/", reviews.DecisionDone.as_view(), name="review_done"),
    path("xem-xet/<slug:number>/ket-luan/<int:decision>/doi-han/", reviews.MoveDecision.as_view(), name="review_move"),
    path("xem-xet/<slug:number>/ky/", reviews.Conclude.as_view(), name="review_conclude"),
    path("xem-xet/<slug:number>/giay/<slug:paper>/", reviews.Paper.as_view(), name="review_paper"),
    path(
        "xem-xet/<slug:number>/so/<int:pack>/<slug:key>/<slug:fact>/", reviews.RowsBehind.as_view(), name="review_list"
    ),
    path("quy-tac/", policies.PoliciesPage.as_view(), name="policies"),
    path("dieu-khoan/", clauses.ClausesPage.as_view(), name="clauses"),
    path("dieu-khoan/<int:clause>/", clauses.ClausePage.as_view(), name="clause"),
    path("dieu-khoan/<int:clause>/tra-loi/", clauses.AnswerClause.as_view(), name="answer_clause"),
    path("dieu-khoan/<int:clause>/tra-loi/<int:answer>/bo/", clauses.WithdrawAnswer.as_view(), name="withdraw_answer"),
    path("dieu-khoan/<int:clause>/khong-ap-dung/", clauses.ExcludeClause.as_view(), name="exclude_clause"),
    path("dieu-khoan/<int:clause>/ap-dung/", clauses.IncludeClause.as_view(), name="include_clause"),
]
