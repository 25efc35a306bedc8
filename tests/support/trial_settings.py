"""Settings under which tests run: an installation of its own in a temporary folder, and quick passwords."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="pilothouse-test-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
OF_AN_INSTALLATION = (
    "HOST",
    "PORT",
    "BASE_URL",
    "SECRET_KEY",
    "CHAIN_KEY",
    "MAIL_URL",
    "MAIL_FROM",
    "LOG_LEVEL",
)
for name in OF_AN_INSTALLATION:
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = FOLDER
os.mkdir(os.path.join(FOLDER, "static"))

from pilothouse.settings import *  # noqa: E402, F403
from pilothouse.settings import STORAGES  # noqa: E402

# no collectstatic before a test; pages name their files plainly
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# hashing a password slowly is for people, not for a thousand tests
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
