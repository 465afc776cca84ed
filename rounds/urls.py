"""Addresses below /rounds/."""

from django.urls import path

from accounts.listing import listed
from rounds.views import outbox, problems, rounds, stages, systems

app_name = "rounds"
urlpatterns = [
    path("new/", rounds.new_round, name="new"),
    path("<slug:slug>/", rounds.overview, name="overview"),
    path("<slug:slug>/edit/", rounds.edit_round, name="edit"),
    path("<slug:slug>/policy/", rounds.edit_policy, name="policy"),
    path("<slug:slug>/policy/read/", rounds.read_policy, name="read-policy"),
    path("<slug:slug>/pause/", rounds.pause, name="pause"),
    path("<slug:slug>/open/", rounds.open_round, name="open"),
    *listed("<slug:slug>/stages/", stages.list_stages, "stages"),
    path("<slug:slug>/stages/<slug:kind>/", stages.edit_stage, name="edit-stage"),
    *listed("<slug:slug>/problems/", problems.problems, "problems"),
    path("<slug:slug>/problems/<int:pk>/", problems.problem, name="problem"),
    *listed("<slug:slug>/rights/", stages.rights_table, "rights"),
    path("<slug:slug>/rights/<slug:kind>/<slug:role>/", stages.edit_right, name="edit-right"),
    *listed("<slug:slug>/outbox/", outbox.outbox, "outbox"),
    path("<slug:slug>/outbox/<int:pk>/", outbox.letter, name="letter"),
    path("<slug:slug>/outbox/<int:pk>/resend/", outbox.resend, name="resend-letter"),
    path("<slug:slug>/outbox/<int:pk>/set-aside/", outbox.put_aside, name="set-letter-aside"),
    *listed("<slug:slug>/outbox/mailings/<int:pk>/", outbox.mailing, "mailing"),
    path("<slug:slug>/outbox/mailings/<int:pk>/release/", outbox.release, name="release-mailing"),
    path("<slug:slug>/outbox/mailings/<int:pk>/withdraw/", outbox.withdraw, name="withdraw-mailing"),
    *listed("<slug:slug>/system/", systems.read_system, "system"),
    path("<slug:slug>/system/edit/", systems.edit_system, name="edit-system"),
    path("<slug:slug>/system/copy/", systems.copy_system, name="copy-system"),
    path("<slug:slug>/system/areas/new/", systems.edit_area, name="new-area"),
    path("<slug:slug>/system/areas/<str:code>/", systems.edit_area, name="edit-area"),
    path("<slug:slug>/system/indicators/new/", systems.edit_indicator, name="new-indicator"),
    path("<slug:slug>/system/indicators/<str:code>/", systems.edit_indicator, name="edit-indicator"),
    path("<slug:slug>/system/indicators/<str:code>/remove/", systems.remove_indicator, name="remove-indicator"),
]
