"""Settings of one installation. What differs between offices comes from the environment (config.env); all it keeps lies in HOME."""

from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env
from office.rooms import Room

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Everything this installation keeps: database, files, index, keys. Two installations on one machine never meet.
HOME = Path(env.text("DUNG_HEN_HOME", str(BASE_DIR / "var"))).resolve()
PRODUCTION = env.flag("DUNG_HEN_PRODUCTION")
DEBUG = env.flag("DUNG_HEN_DEBUG", default=False)

SECRET_KEY = env.text("DUNG_HEN_SECRET_KEY") or env.kept_secret(HOME / "secret.key")
ALLOWED_HOSTS = env.words("DUNG_HEN_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("DUNG_HEN_ORIGINS")

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "portal",
    "search",
    "audits",
    "processes",
    "archives",
    "iso_docs",
    "office",
    "guardian",
    "axes",
    "django_htmx",
    "csp",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",  # the admin fails without it; closed (office.wagtail_hooks)
    "wagtail.images",  # same
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "office.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "office.middleware.SessionEpochMiddleware",
    "office.middleware.RefusalMiddleware",
    "office.middleware.BusyMiddleware",
    "iso_docs.admin_addresses.NarrowAdminMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

# The line of rooms on every page. A room opens at `<app>:home`; while that name does not exist it is left out.
ROOMS = [
    Room(_("Việc của tôi"), "portal:home"),
    Room(_("Hồ sơ"), "processes:home"),
    Room(_("Quy trình"), "iso_docs:home"),
    Room(_("Lưu trữ"), "archives:home"),
    Room(_("Cải tiến"), "audits:home"),
    Room(_("Soạn thảo"), "wagtailadmin_home", permission="wagtailadmin.access_admin", at_end=True),
    Room(_("Hệ thống"), "office:health", roles=frozenset({"administrator", "quality_officer"}), at_end=True),
    Room(_("Trợ giúp"), "office:help", at_end=True),
]

# Beside every record: raise a nonconformity about it (audits.rules.RAISERS).
RECORD_BUTTON = Room(
    _("Ghi sự không phù hợp"),
    "audits:raise",
    roles=frozenset({"quality_officer", "internal_auditor", "unit_head", "chief_of_office", "chair"}),
)

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "office.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "office.templatetags.office_format",
                "office.templatetags.components",
            ],
        },
    },
]

# SQLite serves one office with nothing to install; PostgreSQL (DATABASE_URL) serves more.
if env.text("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(env.text("DATABASE_URL"), conn_max_age=60)}
else:
    DATABASES = {"default": {"ENGINE": "office.database.sqlite", "NAME": HOME / "dung-hen.sqlite3"}}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["ENGINE"] = "office.database.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a deferred transaction that turns to writing dies at once, whatever the timeout
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "office.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "office.access_backend.DatedExceptionBackend",
    "iso_docs.admin_door.DraftersDoor",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ANONYMOUS_USER_NAME = None  # guardian would make a user «AnonymousUser»
LOGIN_URL = "office:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "office:sign_in"

AXES_FAILURE_LIMIT = 7
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "office/sign_in_locked.html"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LANGUAGE_COOKIE_NAME = "ngon_ngu"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"  # Django's own vi reads 05/03 as 3 May
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MANIFEST_STRICT = False
if not PRODUCTION:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MEDIA_ROOT = HOME / "media"  # Wagtail asks for it; nothing of ours lies there, no address serves it
MEDIA_URL = "/khong-co/"

# Exports of the province's one-stop system that are dropped here are taken in by themselves.
PROVINCE_FOLDER = env.text("DUNG_HEN_PROVINCE_FOLDER")  # none: HOME/tu-tinh
PROVINCE_EVERY_MINUTES = max(1, int(env.text("DUNG_HEN_PROVINCE_EVERY_MINUTES", "5")))

# Finding: tantivy in HOME, or Elasticsearch where one machine is not enough (docs/elasticsearch.md).
ELASTICSEARCH = {
    "url": env.text("ELASTICSEARCH_URL"),
    "user": env.text("ELASTICSEARCH_USER"),
    "password": env.text("ELASTICSEARCH_PASSWORD"),
    "api_key": env.text("ELASTICSEARCH_API_KEY"),
    "ca_file": env.text("ELASTICSEARCH_CA_FILE"),
    "prefix": env.text("ELASTICSEARCH_PREFIX"),
    "shards": max(1, int(env.text("ELASTICSEARCH_SHARDS", "1"))),
}
SEARCH_ENGINE = env.text("DUNG_HEN_SEARCH_ENGINE") or ("elasticsearch" if ELASTICSEARCH["url"] else "tantivy")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # a working day; the next morning asks again
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel is a frame of our own host
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.flag("DUNG_HEN_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("DUNG_HEN_BEHIND_PROXY") else None

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/soan-thao/",),  # the Wagtail admin has inline scripts of its own
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_TEMP_DIR = None

WAGTAILADMIN_LOGIN_URL = "office:sign_in"
WAGTAIL_SITE_NAME = "Đúng Hẹn"
WAGTAILADMIN_BASE_URL = env.text("DUNG_HEN_ADDRESS", "http://localhost:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request to another host
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_AUTOSAVE_INTERVAL = 0  # autosave overwrites revisions in place
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "iso_docs.finish.leave_to_issue"  # Wagtail's own publishes what nobody signed
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # no mail inside the act; obligations say what is to be done
WAGTAIL_USAGE_COUNT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("DUNG_HEN_SMTP_HOST", "localhost")
EMAIL_PORT = int(env.text("DUNG_HEN_SMTP_PORT", "25"))
EMAIL_HOST_USER = env.text("DUNG_HEN_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("DUNG_HEN_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("DUNG_HEN_SMTP_TLS")
EMAIL_TIMEOUT = 20  # seconds; a mail server that hangs must not hang the worker
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DUNG_HEN_MAIL_FROM", "dung-hen@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO" if PRODUCTION else "WARNING"},
}
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # our own date-aware backend stands in its place
    "security.W019",  # Wagtail's preview panel is a frame of our own host
]
