"""Addresses below /cities/."""

from django.urls import URLPattern, path

from cities.views import (
    board,
    checking,
    documents,
    evidence,
    filing,
    findings,
    imports,
    invitations,
    organisation,
    overview,
    people,
    province,
    provinces,
    statements,
    submitting,
    uploads,
)

app_name = "cities"
urlpatterns: list[URLPattern] = [
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    # The city's own people.
    path("<slug:slug>/", overview.overview, name="overview"),
    path("<slug:slug>/statements/<str:code>/", statements.statement, name="statement"),
    path("<slug:slug>/evidence/", evidence.evidence, name="evidence"),
    path("<slug:slug>/evidence/coverage/", evidence.coverage, name="coverage"),
    path("<slug:slug>/evidence/uploads/", uploads.uploads, name="uploads"),
    path("<slug:slug>/evidence/uploads/<str:key>/", uploads.upload, name="upload"),
    path("<slug:slug>/evidence/uploads/<str:key>/drop/", uploads.drop_upload, name="drop-upload"),
    path("<slug:slug>/evidence/<int:pk>/", evidence.download, name="download"),
    path("<slug:slug>/evidence/<int:pk>/pages/<int:number>/", evidence.page_image, name="page-image"),
    path("<slug:slug>/evidence/<int:pk>/cite/", evidence.cite, name="cite-evidence"),
    path("<slug:slug>/evidence/<int:pk>/edit/", evidence.edit_evidence, name="edit-evidence"),
    path("<slug:slug>/evidence/<int:pk>/remove/", evidence.drop_evidence, name="remove-evidence"),
    path("<slug:slug>/findings/", findings.findings, name="findings"),
    path("<slug:slug>/submit/", submitting.submit, name="submit"),
    path("<slug:slug>/receipts/<int:number>/", submitting.receipt, name="receipt"),
    path("<slug:slug>/receipts/<int:number>/material/", submitting.handed_in, name="handed-in"),
    # The secretariat and the provinces.
    path("<slug:slug>/board/", board.board_page, name="board"),
    path("<slug:slug>/board/table.csv", board.board_file, {"ending": "csv"}, name="board-csv"),
    path("<slug:slug>/board/table.xlsx", board.board_file, {"ending": "xlsx"}, name="board-xlsx"),
    path("<slug:slug>/board/prepare/", board.prepare, name="prepare"),
    path("<slug:slug>/import/", imports.import_cities, name="import"),
    path("<slug:slug>/people/", people.people, name="people"),
    path("<slug:slug>/people/import/", imports.import_people, name="import-people"),
    path("<slug:slug>/people/provinces/", provinces.provinces, name="provinces"),
    path("<slug:slug>/people/provinces/<slug:code>/", provinces.province_people, name="province-people"),
    path("<slug:slug>/people/provinces/<slug:code>/<int:pk>/end/", provinces.end, name="end-province-membership"),
    path(
        "<slug:slug>/people/provinces/<slug:code>/invitations/<int:pk>/withdraw/",
        provinces.withdraw,
        name="withdraw-province-invitation",
    ),
    # The people of one city: for themselves and for the secretariat.
    path("<slug:slug>/people/<slug:gb_code>/", organisation.city_people, name="city-people"),
    path("<slug:slug>/people/<slug:gb_code>/invite/", invitations.invite, name="invite"),
    path(
        "<slug:slug>/people/<slug:gb_code>/invitations/<int:pk>/withdraw/",
        invitations.withdraw,
        name="withdraw-invitation",
    ),
    path("<slug:slug>/people/<slug:gb_code>/filing-parent/", filing.filing_parent, name="filing-parent"),
    path("<slug:slug>/people/<slug:gb_code>/<int:pk>/role/", organisation.change_kind, name="change-kind"),
    path("<slug:slug>/people/<slug:gb_code>/<int:pk>/hand-over/", organisation.hand_over, name="hand-over"),
    path("<slug:slug>/people/<slug:gb_code>/<int:pk>/end/", organisation.end, name="end-membership"),
    path(
        "<slug:slug>/people/<slug:gb_code>/<int:pk>/password-link/",
        organisation.password_link,
        name="password-link",
    ),
    path("<slug:slug>/documents/", documents.documents, name="documents"),
    path("<slug:slug>/documents/table.csv", documents.documents_file, {"ending": "csv"}, name="documents-csv"),
    path("<slug:slug>/documents/table.xlsx", documents.documents_file, {"ending": "xlsx"}, name="documents-xlsx"),
    path("<slug:slug>/province/", province.province, name="province"),
    path("<slug:slug>/province/<slug:gb_code>/", province.material, name="province-material"),
    path("<slug:slug>/<slug:gb_code>/check/", checking.check, name="check"),
]
