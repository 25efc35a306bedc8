"""Seeds of second steps that lay open are encrypted."""

from typing import Any

from django.db import migrations

from pilothouse.accounts.seeds import opened_seed, sealed_seed

SECRETS = ("secret", "seed")


def encrypt(apps: Any, editor: Any) -> None:
    """Encrypt what is still open; what is encrypted already stays."""
    for one in apps.get_model("mfa", "Authenticator").objects.using(editor.connection.alias):
        kept = {name: one.data[name] for name in SECRETS if name in one.data}
        codes = one.data.get("migrated_codes")
        one.data |= {name: _once(value) for name, value in kept.items()}
        if codes:
            one.data["migrated_codes"] = [_once(code) for code in codes]
        one.save(update_fields=["data"])


def _once(value: str) -> str:
    try:
        opened_seed(value)
    except ValueError:
        return sealed_seed(value)
    return value


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(encrypt, migrations.RunPython.noop)]
