"""Who may open which page: every address of ours × every role. An address that is not here fails the test."""

ANONYMOUS = "anonymous"
FILLER, STRANGER_FILLER = "filler", "other city's filler"
PROVINCE, EXPERT, STRANGER_EXPERT = "province", "expert", "other expert"
SECRETARIAT, CHAIR, DEPUTY = "secretariat", "chair", "deputy"
AUTHORITY, OBSERVER = "authority", "observer"
SYSTEM, SECURITY, AUDIT = "system administrator", "security administrator", "audit administrator"
NOBODY = "nobody yet"

LEADING = frozenset({SECRETARIAT, CHAIR, DEPUTY, AUTHORITY, OBSERVER})
ADMINISTRATORS = frozenset({SYSTEM, SECURITY, AUDIT})
OF_THE_ROUND = LEADING | {FILLER, STRANGER_FILLER, PROVINCE, EXPERT, STRANGER_EXPERT}
LOGGED_IN = OF_THE_ROUND | ADMINISTRATORS | {NOBODY}
EVERYBODY = LOGGED_IN | {ANONYMOUS}

SETS_UP = frozenset({SECRETARIAT})
ARRANGES = frozenset({SECRETARIAT, CHAIR, DEPUTY, OBSERVER})
OWN_SHEET = frozenset({EXPERT})
OWN_CITY = frozenset({FILLER, STRANGER_FILLER})

ALLOWED: dict[str, frozenset[str]] = {
    "home": EVERYBODY,
    "theme": EVERYBODY,
    "set_language": EVERYBODY,
    "account": LOGGED_IN,
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
    "cities:download": LEADING | {FILLER, PROVINCE},
    "cities:edit-evidence": frozenset({FILLER}),
    "cities:remove-evidence": frozenset({FILLER}),
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
    "cities:city-people": SETS_UP,
    "cities:end-membership": SETS_UP,
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
    "reviews:ranking": LEADING,
    "reviews:ranking-live": LEADING,
    "reviews:ranking-csv": LEADING,
    "reviews:ranking-xlsx": LEADING,
    "reviews:result": LEADING,
    "reviews:freeze": frozenset({CHAIR, DEPUTY}),
    "reviews:correct": frozenset({CHAIR, DEPUTY, SECRETARIAT}),
    "reviews:sign-correction": frozenset({CHAIR, DEPUTY, AUTHORITY}),
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
        "cities:prepare",
        "cities:end-membership",
        "cities:password-link",
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
        "reviews:correct",
        "reviews:sign-correction",
    }
)
"""Addresses that only take forms."""
