"""Every address of the application, and the view behind it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from pilothouse.kernel.spec import REGISTERS
from pilothouse.web.api.root import make_api
from pilothouse.web.door import WRITE, open_door
from pilothouse.web.health import healthz, readyz
from pilothouse.web.icon import favicon
from pilothouse.web.middleware import keep_report
from pilothouse.web.screens import (
    access,
    acting,
    demonstration,
    details,
    editing,
    entrance,
    exporting,
    facts,
    finding,
    home,
    import_result,
    imports,
    landscape,
    lists,
    mailbox,
    me,
    mentions,
    people,
    places,
    system,
    teams,
    telling,
    undoing,
    units,
)


class RegisterConverter:
    """The slug of a register that exists."""

    regex = "[a-z][a-z-]{1,38}"

    def to_python(self, value: str) -> str:
        """Refuse a slug that is no register, so that the address is simply missing."""
        if value not in REGISTERS:
            raise ValueError
        return value

    def to_url(self, value: str) -> str:
        """The slug."""
        return value


register_converter(RegisterConverter, "register")

# pages of allauth that stay shut: nobody signs up, and the address one signs in with is changed by nobody alone
CLOSED = (
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/<path:key>/",
    "login/code/confirm/",
    "inactive/",
)
RECORD = "<register:slug>/<slug:uid>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("favicon.ico", favicon),
    path("csp-report", open_door(methods=WRITE)(keep_report)),
    path(".well-known/security.txt", entrance.security_text),
    path("", home.home),
    path("setup", entrance.setup),
    path("invitation/<slug:secret>", entrance.invitation),
    path("inbox", me.inbox),
    path("inbox/read", me.read_all),
    path("inbox/<int:key>", me.read_one),
    path("me/security", me.security),
    path("me/tokens/<int:key>/revoke", me.revoke_token),
    path("me/delegation", me.delegation),
    path("me/delegation/<int:key>/end", me.end_one),
    path("me/delegation/act/<slug:uid>", me.act_for),
    path("me/delegation/stop", me.stop_acting),
    path("view-as/stop", access.stop_viewing),
    path("view-as/<slug:uid>", access.view_as),
    path("access", access.access),
    path("access/take/<int:key>", access.take),
    path("access/<slug:uid>", access.place_access),
    path("people", people.directory),
    path("people/new", people.invite),
    path("people/<slug:uid>", people.person_page),
    path("people/<slug:uid>/edit", people.edit_person),
    path("people/<slug:uid>/invite", people.invite_again),
    path("people/<slug:uid>/access", people.toggle_access),
    path("people/<slug:uid>/second-step", people.clear_step),
    path("teams", teams.teams),
    path("teams/<int:key>", teams.one_team),
    path("teams/<int:key>/name", teams.rename),
    path("teams/<int:key>/remove", teams.remove),
    path("teams/<int:key>/add/<slug:uid>", teams.add_seat),
    path("teams/<int:key>/remove/<slug:uid>", teams.remove_seat),
    path("units", units.units),
    path("units/<int:key>/remove", units.remove_unit),
    path("demo/remove", demonstration.remove),
    path("mailbox", mailbox.mailbox),
    path("mailbox/<int:key>", mailbox.mail),
    path("system", system.system),
    path("system/retry", system.retry),
    path("activity", system.activity),
    path("import", imports.upload),
    path("import/<slug:uid>/columns", imports.columns),
    path("import/<slug:uid>/check", imports.check),
    path("import/<slug:uid>/result", import_result.result),
    path("import/<slug:uid>/errors.csv", import_result.errors),
    path("import/<slug:uid>/drop", import_result.drop),
    path("registers", lists.registers),
    path("landscape", landscape.landscape_page),
    path("landscape.pdf", landscape.landscape_pdf),
    path("landscape.xlsx", landscape.landscape_xlsx),
    path("w/<slug:uid>", places.overview),
    path("w/<slug:uid>/facts", facts.facts),
    path("w/<slug:uid>/facts/<int:fact>/withdraw", facts.withdraw),
    path("w/<slug:uid>/tell", telling.tell),
    path("w/<slug:uid>/new", places.new_below),
    path("w/<slug:uid>/seal", places.seal),
    path("w/<slug:uid>/move", places.move_under),
    path("w/<slug:uid>/people", people.place_people),
    path("w/<slug:uid>/<register:slug>", places.place_list),
    path("search", finding.search),
    path("palette", finding.palette),
    path("pick/records", finding.pick_records),
    path("pick/people", finding.pick_people),
    path("pick/mentions/<slug:uid>", mentions.pick_mentions),
    path("undo/<slug:uid>", undoing.undo_change),
    path("files/<slug:uid>", acting.download),
    path("files/<slug:uid>/remove", acting.drop_file),
    path("api/v1/", make_api().urls),
    *(path(f"accounts/{name}", entrance.closed) for name in CLOSED),
    path("accounts/", include("allauth.urls")),
    path("<register:slug>", lists.register_list),
    path("<register:slug>/new", editing.new),
    path("<register:slug>/trash", acting.trash_list),
    path("<register:slug>/export.<slug:form>", exporting.export),
    path(RECORD, details.detail),
    path(f"{RECORD}/edit", editing.edit),
    path(f"{RECORD}/autosave", editing.autosave),
    path(f"{RECORD}/merge", editing.merge),
    path(f"{RECORD}/parts/<slug:name>/<slug:child>", editing.part),
    path(f"{RECORD}/move/<slug:name>", acting.make_move),
    path(f"{RECORD}/remove", acting.put_away),
    path(f"{RECORD}/restore", acting.bring_back),
    path(f"{RECORD}/history", details.history),
    path(f"{RECORD}/who", finding.who),
    path(f"{RECORD}/comment", acting.say),
    path(f"{RECORD}/comment/<slug:said>/remove", acting.unsay),
    path(f"{RECORD}/link", acting.tie),
    path(f"{RECORD}/unlink/<int:key>", acting.untie),
    path(f"{RECORD}/attach", acting.add_file),
    path(f"{RECORD}/watch", acting.watch),
]

handler400 = "pilothouse.web.errors.bad_request"
handler403 = "pilothouse.web.errors.denied"
handler404 = "pilothouse.web.errors.missing"
handler429 = "pilothouse.web.errors.too_many"
handler500 = "pilothouse.web.errors.broken"
