"""Settings, from the environment. ``README.md`` has the table of variables.

Without ``DATABASE_URL`` and ``REDIS_URL`` the portal uses the embedded PostgreSQL and Valkey that
``script/server`` starts; with them, any PostgreSQL 15 or later and any Redis or Valkey.
"""

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from django.utils.translation import gettext_lazy as _

from portal.keys import kept_secret
from portal.launcher import paths
from portal.storage import s3_storage

django_stubs_ext.monkeypatch()  # lets ModelForm[City] and the like be written where they are run, too

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = paths.runtime_dir()

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PROCESS = env.str("PORTAL_PROCESS", default="web")  # web, worker or beat: decides how patiently we publish tasks

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # its pages are found by portal/urls.py
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "import_export",
    "accounts",
    "notices",
    "rounds",
    "cities",
    "reviews",
    "reports",
    "portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.connections.HeldForWorkOnly",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.reader_language",
    "portal.middleware.NothingUnwritable",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.idle_sessions_end",
    "portal.middleware.acting_for_a_county",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.middleware.second_factor_where_required",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.private_pages_are_not_cached",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.shell",
            ],
            "builtins": ["accounts.templatetags.icons"],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- data ---------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(env.str("DATABASE_URL", default="") or paths.database_url())
}
POOL = 4
"""Connections of one web process. More would not work more: they would wait for the process and each other."""
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"].setdefault("OPTIONS", {})
ONE_PLAN = "plan_cache_mode=force_generic_plan"
PREPARE = env.bool("DATABASE_PREPARE", default=True)  # the server plans what ``prepared`` asks only once
if PREPARE:
    DATABASES["default"]["OPTIONS"] |= {"prepare_threshold": 0}
if env.bool("DATABASE_POOL", default=False):  # the web processes only: workers keep one connection each
    DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": POOL, "max_size": POOL, "timeout": 20}}
    if PREPARE:  # … and not five times more before it believes that one plan will do
        own = DATABASES["default"]["OPTIONS"].get("options", "")
        DATABASES["default"]["OPTIONS"]["options"] = f"{own} -c {ONE_PLAN}".strip()
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# In the database, not in Valkey: the site works on while the broker is away.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=8) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="") or VAR_DIR / "media")  # private: no URL serves it
ARCHIVE_KEY = env.str("ARCHIVE_KEY", default="") or str(VAR_DIR / "archive_key.pem")  # signs sealed packages
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=False)
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
S3_BUCKET = env.str("S3_BUCKET", default="")
STORAGES: dict[str, dict[str, Any]] = {
    "default": s3_storage(
        bucket=S3_BUCKET,
        endpoint=env.str("S3_ENDPOINT_URL", default=""),
        region=env.str("S3_REGION", default=""),
        access_key=env.str("S3_ACCESS_KEY", default=""),
        secret_key=env.str("S3_SECRET_KEY", default=""),
    )
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- who ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.sessions.ByName",
    "accounts.sessions.ByMail",
]
ACCOUNT_ADAPTER = "portal.login.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # desks are shared: closing the browser signs out
ACCOUNT_FORMS = {"login": "portal.login.SignInForm"}
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": env.str("LOGIN_FAILURES", default="5/15m/key,40/m/ip"),
}
# Signing in again before what can't be undone, after a pause, and with a second factor.
FRESH_LOGIN_MINUTES = env.int("FRESH_LOGIN_MINUTES", default=15)
ACCOUNT_REAUTHENTICATION_TIMEOUT = FRESH_LOGIN_MINUTES * 60
IDLE_MINUTES = env.int("IDLE_MINUTES", default=120)  # 0: only SESSION_HOURS ends a session
TWO_FACTOR_REQUIRED_FOR = env.list("TWO_FACTOR_REQUIRED_FOR", default=[])  # administrators, leaders, experts
MFA_ADAPTER = "portal.login.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "portal.login.CodeForm",
    "reauthenticate": "portal.login.CodeAgainForm",
    "activate_totp": "portal.login.ActivateForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- words --------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]  # accounts.models names them, too
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = ["portal.formats"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- mail ---------------------------------------------------------------------------------------
EMAIL_HOST = env.str("EMAIL_HOST", default="")  # an SMTP server; empty: letters are put into var/mail as files
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND",
    default="django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = env.float("EMAIL_TIMEOUT", default=20.0)  # seconds that the mail server has for each step
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000/")  # the portal's address, as letters name it
DIGEST_HOUR = env.int("DIGEST_HOUR", default=8)  # of the day, Beijing time, at which daily letters are written

# --- safety -------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DOCUMENT_FONTS = paths.HERE.var / "fonts"  # faces of reports and letters, put there at set-up
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_MB", default=200) * 1024 * 1024
EVIDENCE_MAX_CITY_BYTES = env.int("EVIDENCE_MAX_CITY_MB", default=2048) * 1024 * 1024
EVIDENCE_MAX_UNPACKED_BYTES = env.int("EVIDENCE_MAX_UNPACKED_MB", default=1024) * 1024 * 1024
EVIDENCE_CHUNK_BYTES = 8 * 1024 * 1024  # of a resumable upload: what one request brings, and what a cut one loses
EVIDENCE_KEEP_UNFINISHED_HOURS = 24
CLAMAV_SOCKET = env.str(
    "CLAMAV_SOCKET", default=""
)  # a path, or host:port; empty: files are not searched for malware

# --- tables in and out --------------------------------------------------------------------------
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True  # our own record() says what was imported
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "add"

# --- tasks --------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("REDIS_URL", default="") or paths.broker_url()
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "reviews.tasks.rebuild_ranking": {"queue": "ranking"},
    "reviews.tasks.sweep_rankings": {"queue": "ranking"},
    "cities.tasks.*": {"queue": "files"},
    "notices.tasks.*": {"queue": "mail"},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 7200,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
if PROCESS == "web":  # a person waits: with the broker away, give up at once; the sweep repairs it
    CELERY_TASK_PUBLISH_RETRY = False
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "max_retries": 0,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
        "socket_connect_timeout": 0.5,
        "socket_timeout": 0.5,
    }
RANKING_SWEEP_SECONDS = env.int("RANKING_SWEEP_SECONDS", default=30)
RANKING_MIN_INTERVAL_SECONDS = env.float("RANKING_MIN_INTERVAL_SECONDS", default=0.17)
ADVICE_SECONDS = env.int("ADVICE_SECONDS", default=10)
ADVICE_QUIET_SECONDS = env.float("ADVICE_QUIET_SECONDS", default=5)
RECUSALS_SECONDS = env.int("RECUSALS_SECONDS", default=300)
INVARIANTS_SECONDS = env.int("INVARIANTS_SECONDS", default=3600)
MAIL_SWEEP_SECONDS = env.int("MAIL_SWEEP_SECONDS", default=60)
CELERY_BEAT_SCHEDULE = {
    "sweep-rankings": {
        "task": "reviews.tasks.sweep_rankings",
        "schedule": RANKING_SWEEP_SECONDS,
        "options": {"expires": RANKING_SWEEP_SECONDS},
    },
    "build-advice": {
        "task": "reviews.tasks.build_advice",
        "schedule": ADVICE_SECONDS,
        "options": {"expires": ADVICE_SECONDS},
    },
    "thin-snapshots": {
        "task": "reviews.tasks.thin_snapshots",
        "schedule": 6 * 3600,
        "options": {"expires": 3600},
    },
    "sweep-assignments": {
        "task": "reviews.tasks.sweep_assignments",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "enter-recusals": {
        "task": "portal.tasks.enter_recusals",
        "schedule": RECUSALS_SECONDS,
        "options": {"expires": RECUSALS_SECONDS},
    },
    "note-handed-in": {
        "task": "portal.tasks.note_handed_in",
        "schedule": RANKING_SWEEP_SECONDS,
        "options": {"expires": RANKING_SWEEP_SECONDS},
    },
    "check-invariants": {
        "task": "portal.tasks.check_invariants",
        "schedule": INVARIANTS_SECONDS,
        "options": {"expires": INVARIANTS_SECONDS},
    },
    "send-letters": {
        "task": "notices.tasks.send_letters",
        "schedule": MAIL_SWEEP_SECONDS,
        "options": {"expires": MAIL_SWEEP_SECONDS},
    },
    "write-digests": {
        "task": "notices.jobs.write_digests",
        "schedule": 600,
        "options": {"expires": 600},
    },
    "announce-stages": {
        "task": "portal.jobs.announce_stages",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "send-reminders": {
        "task": "portal.jobs.send_reminders",
        "schedule": 2 * 3600,
        "options": {"expires": 3600},
    },
    "catch-up-with-builds": {
        "task": "reports.tasks.catch_up_with_builds",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "catch-up-with-files": {
        "task": "cities.tasks.catch_up",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "sweep-files": {
        "task": "cities.tasks.sweep_files",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"pikepdf": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
