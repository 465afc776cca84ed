"""Who may open which page: every address of ours × every role. An address that is not here fails the test."""

ANONYMOUS = "anonymous"
FILLER, REVIEWER, APPROVER = "filler", "reviewer", "approver"
STRANGER_FILLER = "another city"
PROVINCE, EXPERT = "province", "expert"
CHAIR, SECRETARIAT, AUTHORITY, OBSERVER = "chair", "secretariat", "authority", "observer"
READERS = (
    *(ANONYMOUS, FILLER, REVIEWER, APPROVER, STRANGER_FILLER, PROVINCE),
    *(EXPERT, CHAIR, SECRETARIAT, AUTHORITY, OBSERVER),
)
"""The readers that every address is decided for."""

CITY_ADMINISTRATOR, FILING_PARENT = "administrator of the city's people", "filing parent"
STRANGER_EXPERT, DEPUTY = "other expert", "deputy"
SYSTEM, SECURITY, AUDIT = "system administrator", "security administrator", "audit administrator"
NOBODY = "nobody yet"

OWNERS = frozenset({FILLER, REVIEWER, APPROVER, CITY_ADMINISTRATOR})
"""Who acts for the city whose things the addresses name."""

LEADING = frozenset({SECRETARIAT, CHAIR, DEPUTY, AUTHORITY, OBSERVER})
ADMINISTRATORS = frozenset({SYSTEM, SECURITY, AUDIT})
OF_THE_ROUND = LEADING | OWNERS | {STRANGER_FILLER, FILING_PARENT, PROVINCE, EXPERT, STRANGER_EXPERT}
LOGGED_IN = OF_THE_ROUND | ADMINISTRATORS | {NOBODY}
EVERYBODY = LOGGED_IN | {ANONYMOUS}

SETS_UP = frozenset({SECRETARIAT})
ARRANGES = frozenset({SECRETARIAT, CHAIR, DEPUTY, OBSERVER})
OWN_SHEET = frozenset({EXPERT})
OWN_CITY = OWNERS | {STRANGER_FILLER, FILING_PARENT}
"""Pages of one's own city: another city's people find their own there."""

LOOKS_AFTER = frozenset({SECRETARIAT, CITY_ADMINISTRATOR})

ALLOWED: dict[str, frozenset[str]] = {
    "home": EVERYBODY,
    "theme": EVERYBODY,
    "set_language": EVERYBODY,
    "account": LOGGED_IN,
    "search": LOGGED_IN,
    "health": ADMINISTRATORS,
    "invariants": ADMINISTRATORS,
    "health-live": EVERYBODY,
    "account_login": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_inactive": EVERYBODY,
    "account_signup": EVERYBODY,
    "account_reauthenticate": LOGGED_IN,
    "account_change_password": LOGGED_IN,
    "account_set_password": LOGGED_IN,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "notices:list": LOGGED_IN,
    "notices:read-all": LOGGED_IN,
    "notices:open": frozenset({FILLER}),
    "rounds:new": SETS_UP | {SYSTEM},
    "rounds:overview": LEADING,
    "rounds:edit": SETS_UP,
    "rounds:policy": SETS_UP,
    "rounds:read-policy": LOGGED_IN,
    "rounds:pause": SETS_UP,
    "rounds:open": SETS_UP,
    "rounds:stages": SETS_UP,
    "rounds:edit-stage": SETS_UP,
    "rounds:rights": LEADING,
    "rounds:edit-right": SETS_UP,
    "rounds:system": LOGGED_IN,
    "rounds:edit-system": SETS_UP,
    "rounds:copy-system": SETS_UP,
    "rounds:new-area": SETS_UP,
    "rounds:edit-area": SETS_UP,
    "rounds:new-indicator": SETS_UP,
    "rounds:edit-indicator": SETS_UP,
    "rounds:remove-indicator": SETS_UP,
    "cities:overview": OWN_CITY,
    "cities:statement": OWN_CITY,
    "cities:evidence": OWN_CITY,
    "cities:download": LEADING | OWNERS | {FILING_PARENT, PROVINCE},
    "cities:edit-evidence": OWNERS,
    "cities:remove-evidence": OWNERS,
    "cities:findings": OWN_CITY,
    "cities:cite-evidence": OWNERS,
    "cities:page-image": OWNERS,
    "cities:coverage": OWN_CITY,
    "cities:uploads": OWN_CITY,
    "cities:upload": OWNERS,
    "cities:drop-upload": OWNERS,
    "cities:submit": OWN_CITY,
    "cities:receipt": OWN_CITY,
    "cities:handed-in": OWN_CITY,
    "cities:board": LEADING,
    "cities:board-csv": LEADING,
    "cities:board-xlsx": LEADING,
    "cities:check": LEADING,
    "cities:prepare": SETS_UP,
    "cities:import": SETS_UP,
    "cities:people": SETS_UP,
    "cities:import-people": SETS_UP,
    "cities:city-people": SETS_UP | OWNERS | {FILING_PARENT},
    "cities:invite": LOOKS_AFTER,
    "cities:withdraw-invitation": LOOKS_AFTER,
    "cities:invitation": EVERYBODY,
    "cities:change-kind": LOOKS_AFTER,
    "cities:hand-over": LOOKS_AFTER,
    "cities:end-membership": LOOKS_AFTER,
    "cities:filing-parent": SETS_UP,
    "cities:provinces": SETS_UP,
    "cities:province-people": SETS_UP,
    "cities:end-province-membership": SETS_UP,
    "cities:withdraw-province-invitation": SETS_UP,
    "cities:password-link": SETS_UP,
    "cities:documents": LOGGED_IN,
    "cities:documents-csv": LOGGED_IN,
    "cities:documents-xlsx": LOGGED_IN,
    "cities:province": frozenset({PROVINCE}),
    "cities:province-material": frozenset({PROVINCE}),
    "reviews:queue": frozenset({EXPERT, STRANGER_EXPERT}),
    "reviews:pledge": frozenset({EXPERT, STRANGER_EXPERT}),
    "reviews:edit-sheet": OWN_SHEET,
    "reviews:sign-sheet": OWN_SHEET,
    "reviews:revise-sheet": OWN_SHEET,
    "reviews:newer-material": OWN_SHEET,
    "reviews:material": OWN_SHEET,
    "reviews:computed": OWN_SHEET,
    "reviews:evidence": OWN_SHEET,
    "reviews:experts": SETS_UP,
    "reviews:experts-import": SETS_UP,
    "reviews:panel-add": SETS_UP,
    "reviews:expert": SETS_UP,
    "reviews:panel-remove": SETS_UP,
    "reviews:password-link": SETS_UP,
    "reviews:assignments": ARRANGES,
    "reviews:propose": SETS_UP,
    "reviews:deploy": SETS_UP,
    "reviews:undeploy": SETS_UP,
    "reviews:city-assignments": ARRANGES,
    "reviews:remove-assignment": SETS_UP,
    "reviews:verification": ARRANGES,
    "reviews:verify-city": ARRANGES,
    "reviews:accept-clear": SETS_UP,
    "reviews:answer-doubt": SETS_UP,
    "reviews:ranking": LEADING,
    "reviews:ranking-live": LEADING,
    "reviews:ranking-csv": LEADING,
    "reviews:ranking-xlsx": LEADING,
    "reviews:cases": ARRANGES,
    "reviews:case": ARRANGES | {AUTHORITY},
    "reviews:case-further": SETS_UP,
    "reviews:case-without": SETS_UP,
    "reviews:case-end-reasons": SETS_UP,
    "reviews:case-opinion": frozenset(),
    "reviews:case-settle": frozenset({CHAIR, DEPUTY}),
    "reviews:case-sign": frozenset({CHAIR, DEPUTY, SECRETARIAT, AUTHORITY}),
    "reviews:caps": LEADING,
    "reviews:lift-cap": frozenset({AUTHORITY}),
    "reviews:result": LEADING,
    "reviews:freeze": frozenset({CHAIR, DEPUTY}),
    "reviews:correct": frozenset({CHAIR, DEPUTY, SECRETARIAT}),
    "reviews:sign-correction": frozenset({CHAIR, DEPUTY, AUTHORITY}),
    "reviews:ranking-history": LEADING,
    "reviews:ranking-compare": LEADING,
    "reviews:analysis": frozenset({CHAIR, DEPUTY, SECRETARIAT}),
    "reviews:what-if": frozenset({CHAIR, DEPUTY, SECRETARIAT}),
    "reviews:what-if-csv": frozenset(),  # nothing is supposed without a question in the address
    "reviews:what-if-xlsx": frozenset(),
    "reviews:ranking-rebuild": SETS_UP,
    "reviews:ranking-look": SETS_UP,
    "reviews:ranking-city": LEADING,
    "reports:downloads": SETS_UP,
    "reports:workbook": SETS_UP,
}
"""Address → the roles for which it opens. For everybody else it does not exist; who is anonymous may log in."""

POSTED = frozenset(
    {
        "theme",
        "set_language",
        "notices:read-all",
        "notices:open",
        "rounds:copy-system",
        "cities:cite-evidence",
        "cities:drop-upload",
        "cities:prepare",
        "cities:withdraw-invitation",
        "cities:change-kind",
        "cities:hand-over",
        "cities:end-membership",
        "cities:password-link",
        "cities:end-province-membership",
        "cities:withdraw-province-invitation",
        "reviews:revise-sheet",
        "reviews:newer-material",
        "reviews:panel-add",
        "reviews:panel-remove",
        "reviews:password-link",
        "reviews:propose",
        "reviews:remove-assignment",
        "reviews:ranking-rebuild",
        "reviews:ranking-look",
        "reviews:freeze",
        "reviews:lift-cap",
        "reviews:case-further",
        "reviews:case-without",
        "reviews:case-end-reasons",
        "reviews:case-opinion",
        "reviews:case-settle",
        "reviews:case-sign",
        "reviews:correct",
        "reviews:sign-correction",
    }
)
"""Addresses that only take forms."""
