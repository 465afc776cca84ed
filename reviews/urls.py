"""Addresses below /reviews/."""

from django.urls import URLPattern, path

from reviews.views import assignment, expert, experts, freezing, ranking, sheets, verification

app_name = "reviews"
urlpatterns: list[URLPattern] = [
    path("<slug:slug>/", expert.queue, name="queue"),
    path("<slug:slug>/pledge/", expert.pledge, name="pledge"),
    path("<slug:slug>/sheets/<int:pk>/", sheets.edit_sheet, name="edit-sheet"),
    path("<slug:slug>/sheets/<int:pk>/sign/", sheets.sign_sheet, name="sign-sheet"),
    path("<slug:slug>/sheets/<int:pk>/revise/", sheets.revise, name="revise-sheet"),
    path("<slug:slug>/sheets/<int:pk>/newer/", sheets.newer_material, name="newer-material"),
    path("<slug:slug>/sheets/<int:pk>/material/", sheets.material, name="material"),
    path("<slug:slug>/sheets/<int:pk>/evidence/<int:evidence_pk>/", sheets.evidence, name="evidence"),
    path("<slug:slug>/experts/", experts.experts, name="experts"),
    path("<slug:slug>/experts/import/", experts.experts_import, name="experts-import"),
    path("<slug:slug>/experts/add/", experts.panel_add, name="panel-add"),
    path("<slug:slug>/experts/<int:pk>/", experts.expert, name="expert"),
    path("<slug:slug>/experts/<int:pk>/remove/", experts.panel_remove, name="panel-remove"),
    path("<slug:slug>/experts/<int:pk>/password-link/", experts.password_link, name="password-link"),
    path("<slug:slug>/assignments/", assignment.assignments, name="assignments"),
    path("<slug:slug>/assignments/propose/", assignment.propose, name="propose"),
    path("<slug:slug>/assignments/deploy/", assignment.deploy, name="deploy"),
    path("<slug:slug>/assignments/undeploy/", assignment.undeploy, name="undeploy"),
    path("<slug:slug>/assignments/<int:pk>/", assignment.city_assignments, name="city-assignments"),
    path("<slug:slug>/assignments/pairs/<int:pk>/remove/", assignment.remove, name="remove-assignment"),
    path("<slug:slug>/verification/", verification.verification, name="verification"),
    path("<slug:slug>/verification/<int:pk>/", verification.verify_city, name="verify-city"),
    path("<slug:slug>/ranking/", ranking.ranking, name="ranking"),
    path("<slug:slug>/ranking/live/", ranking.ranking_live, name="ranking-live"),
    path("<slug:slug>/ranking/table.csv", ranking.ranking_file, {"ending": "csv"}, name="ranking-csv"),
    path("<slug:slug>/ranking/table.xlsx", ranking.ranking_file, {"ending": "xlsx"}, name="ranking-xlsx"),
    path("<slug:slug>/result/", freezing.result, name="result"),
    path("<slug:slug>/result/freeze/", freezing.freeze, name="freeze"),
    path("<slug:slug>/result/correct/", freezing.correct, name="correct"),
    path("<slug:slug>/result/sign/", freezing.sign, name="sign-correction"),
    path("<slug:slug>/ranking/rebuild/", ranking.rebuild, name="ranking-rebuild"),
    path("<slug:slug>/ranking/look/", ranking.look, name="ranking-look"),
    path("<slug:slug>/ranking/<slug:gb_code>/", ranking.city, name="ranking-city"),
]
