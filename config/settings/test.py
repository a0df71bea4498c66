"""Settings of the test run: own HOME, cheap password hashing, everything else as in production use."""

import os
import tempfile

os.environ.setdefault("DUNG_HEN_HOME", tempfile.mkdtemp(prefix="dung-hen-test-"))

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, HOME

SECRET_KEY = "only for tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, not memory: WAL, the turn lock and a second connection behave as they do in the office.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}.sqlite3")}
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns when it is missing
SEARCH_ENGINE = (
    "tantivy"  # the search suite runs again on Elasticsearch when ELASTICSEARCH_URL is set (tests/search/conftest.py)
)
