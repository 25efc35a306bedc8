"""Every address of the application, and the view behind it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from pilothouse.kernel.spec import REGISTERS
from pilothouse.web.api.root import make_api
from pilothouse.web.health import healthz, readyz
from pilothouse.web.middleware import keep_report
from pilothouse.web.screens import acting, details, editing, exporting, finding, landscape, lists, places, undoing


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

RECORD = "<register:slug>/<slug:uid>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("csp-report", keep_report),
    path("registers", lists.registers),
    path("landscape", landscape.landscape_page),
    path("landscape.pdf", landscape.landscape_pdf),
    path("landscape.xlsx", landscape.landscape_xlsx),
    path("w/<slug:uid>", places.overview),
    path("w/<slug:uid>/facts", places.facts),
    path("w/<slug:uid>/tell", places.tell),
    path("w/<slug:uid>/new", places.new_below),
    path("w/<slug:uid>/seal", places.seal),
    path("w/<slug:uid>/move", places.move_under),
    path("w/<slug:uid>/<register:slug>", places.place_list),
    path("search", finding.search),
    path("palette", finding.palette),
    path("pick/records", finding.pick_records),
    path("pick/mentions/<slug:uid>", finding.pick_mentions),
    path("undo/<slug:uid>", undoing.undo_change),
    path("files/<slug:uid>", acting.download),
    path("files/<slug:uid>/remove", acting.drop_file),
    path("api/v1/", make_api().urls),
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
handler500 = "pilothouse.web.errors.broken"
