"""The settings of a worker process that tests start beside themselves, on the database of the test."""

import os

from pilothouse.settings import *  # noqa: F403
from pilothouse.settings import DATABASES, STORAGES

ALLOWED_HOSTS = ["testserver"]
DATABASES = {"default": {**DATABASES["default"], "NAME": os.environ["WORKER_DATABASE"]}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
