"""How an installation is set up: everything that Django needs to know, from a few environment variables."""

from __future__ import annotations

import os
from pathlib import Path

from pilothouse.settings.database import postgresql, sqlite
from pilothouse.settings.environment import Environment, read_environment
from pilothouse.settings.logs import configure_structlog, logging_settings
from pilothouse.settings.mail import mail

ENVIRONMENT: Environment = read_environment(os.environ)
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.secret_keys_before)
CHAIN_KEY = ENVIRONMENT.chain_key
DATA_DIR = ENVIRONMENT.data_dir
BASE_URL = ENVIRONMENT.base_url
ALLOWED_HOSTS = sorted(
    {ENVIRONMENT.hostname} | ({"localhost", "127.0.0.1"} if not ENVIRONMENT.secure else set())
)

INSTALLED_APPS = [
    "pilothouse.kernel",
    "pilothouse.accounts",
    "pilothouse.workspaces",
    "pilothouse.registers",
    "pilothouse.reports",
    "pilothouse.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ninja",
]

MIDDLEWARE = [
    "pilothouse.web.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "pilothouse.web.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pilothouse.accounts.sessions.SessionAgeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pilothouse.web.middleware.ActorMiddleware",
]

ROOT_URLCONF = "pilothouse.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "reports" / "pages"],  # the shapes of ratings, drawn alike on screen and paper
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pilothouse.web.shell.shell",
            ],
        },
    }
]


DATABASES = {
    "default": postgresql(ENVIRONMENT.database_url) if ENVIRONMENT.database_url else sqlite(DATA_DIR),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "pilothouse.kernel.caching.JsonCache",
        "LOCATION": "kernel_cache",
        # counters of tries live here too; a small table would forget them for whoever floods it
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_ADAPTER = "pilothouse.accounts.adapter.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    # wrong passwords and codes are counted by accounts/adapter.py, which locks nobody out from elsewhere
    "login_failed": None,
    # one mailbox is limited by accounts/resets.py, by who asks
    "reset_password": "20/m/ip",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_FORMS = {
    "reset_password": "pilothouse.accounts.resets.ResetForm",
    "reset_password_from_key": "pilothouse.accounts.passwords.NewForm",
    "change_password": "pilothouse.accounts.passwords.ChangeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Pilothouse"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by administrators; there is no page to verify one
MFA_ADAPTER = "pilothouse.accounts.seeds.SeedAdapter"
MFA_FORMS = {
    "authenticate": "pilothouse.accounts.codes.CodeForm",
    "reauthenticate": "pilothouse.accounts.codes.CodeAgainForm",
}
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
SECURITY_CONTACT = ENVIRONMENT.security_contact
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS = 12 * 3600
SESSION_IDLE_SECONDS = 3600
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "pilothouse.web.errors.csrf_failed"
# in the session and not in a cookie: a message may name a record
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if ENVIRONMENT.secure:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# W002: HeadersMiddleware sends X-Frame-Options on every answer; W008: the proxy in front ends TLS and redirects
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W008"]

MAIL = mail(ENVIRONMENT.mail_url)
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.tls, MAIL.ssl
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from

configure_structlog()
LOGGING = logging_settings(ENVIRONMENT.log_level)
LOGGING_CONFIG = "logging.config.dictConfig"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 26 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
TEST_RUNNER = "django.test.runner.DiscoverRunner"
