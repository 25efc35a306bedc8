"""Every page that can be read: no violation that axe knows, light and dark, wide and on a phone; by keys alone every
control is reached in order, seen, and keeps nobody; no complaint.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from routes import readable
from tabbing import Tabbing
from trial_site import Site
from watching import looks

pytestmark = pytest.mark.browser

# pattern -> (address, who reads it); {…} is filled from what trial_content.py tells
PAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (("/", "all"), ("/", "guest"), ("/", "support")),
    "invitation/<slug:secret>": (("/invitation/{invitation}", ""),),
    "inbox": (("/inbox", "all"), ("/inbox?show=unread", "guest")),
    "me/security": (("/me/security", "all"),),
    "me/delegation": (("/me/delegation", "all"),),
    "access": (("/access", "all"),),
    "access/<slug:uid>": (("/access/{wall}", "all"),),
    "people": (("/people", "all"), ("/people?q=nobody+of+this+name", "all")),
    "people/new": (("/people/new", "all"),),
    "people/<slug:uid>": (("/people/{person}", "all"),),
    "people/<slug:uid>/edit": (("/people/{person}/edit", "all"),),
    "teams": (("/teams", "all"),),
    "teams/<int:key>": (("/teams/{team}", "all"),),
    "units": (("/units", "all"),),
    "demo/remove": (("/demo/remove", "shown"),),
    "mailbox": (("/mailbox", "all"),),
    "mailbox/<int:key>": (("/mailbox/1", "all"),),
    "system": (("/system", "all"),),
    "activity": (("/activity", "all"),),
    "import": (("/import", "all"),),
    "import/<slug:uid>/columns": (("/import/{import}/columns", "all"),),
    "import/<slug:uid>/check": (("/import/{import}/check", "all"),),
    "import/<slug:uid>/result": (("/import/{written}/result", "all"),),
    "registers": (("/registers", "all"),),
    "landscape": (
        ("/landscape", "all"),
        ("/landscape?view=table&sort=-forecast&place={coast}", "all"),
        ("/landscape?as_of=2025-07-01&rating=amber", "director"),
        ("/landscape?q=no+such+work", "director"),
    ),
    "w/<slug:uid>": (("/w/{wall}", "all"), ("/w/{empty}", "all"), ("/w/{long}", "support")),
    "w/<slug:uid>/facts": (("/w/{wall}/facts", "all"), ("/w/{hundred}/facts", "all")),
    "w/<slug:uid>/tell": (("/w/{wall}/tell", "all"),),
    "w/<slug:uid>/new": (("/w/{coast}/new", "all"),),
    "w/<slug:uid>/people": (("/w/{wall}/people", "all"),),
    "w/<slug:uid>/<register:slug>": (("/w/{wall}/risks", "all"), ("/w/{empty}/risks", "director")),
    "search": (("/search?q=buoy", "all"), ("/search", "all")),
    "<register:slug>": (
        ("/risks", "all"),
        ("/risks?group=status&sort=-exposure&kind=opportunity", "all"),
        ("/risks?status=closed", "all"),
        ("/workspaces", "all"),
        ("/risks", "guest"),
    ),
    "<register:slug>/new": (("/risks/new", "all"), ("/risks/new?place={wall}", "all")),
    "<register:slug>/trash": (("/risks/trash", "all"),),
    "<register:slug>/<slug:uid>": (
        ("/risks/{risk}", "all"),
        ("/risks/{long_risk}", "all"),
        ("/risks/{guest_risk}", "guest"),
        ("/workspaces/{workspace_record}", "all"),
    ),
    "<register:slug>/<slug:uid>/edit": (
        ("/risks/{risk}/edit", "all"),
        ("/workspaces/{workspace_record}/edit", "all"),
    ),
    "<register:slug>/<slug:uid>/parts/<slug:name>/<slug:child>": (
        ("/risks/{risk}/parts/responses/{response}", "all"),
        ("/risks/{risk}/parts/responses/new", "all"),
    ),
    "<register:slug>/<slug:uid>/history": (("/risks/{risk}/history", "all"),),
    "<register:slug>/<slug:uid>/who": (("/risks/{risk}/who", "all"),),
    "accounts/login/": (("/accounts/login/", ""),),
    "accounts/logout/": (("/accounts/logout/", "second"),),
    "accounts/inactive/": (("/accounts/inactive/", ""),),
    "accounts/signup/": (("/accounts/signup/", ""),),
    "accounts/reauthenticate/": (("/accounts/reauthenticate/", "second"),),
    "accounts/email/": (("/accounts/email/", "second"),),
    "accounts/confirm-email/": (("/accounts/confirm-email/", ""),),
    "accounts/confirm-email/<path:key>/": (("/accounts/confirm-email/gone/", ""),),
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": (("/accounts/confirm-email/gone/", ""),),
    "accounts/password/change/": (("/accounts/password/change/", "second"),),
    "accounts/password/set/": (("/accounts/password/set/", "second"),),
    "accounts/password/reset/": (("/accounts/password/reset/", ""),),
    "accounts/password/reset/done/": (("/accounts/password/reset/done/", ""),),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (
        ("/accounts/password/reset/key/1-x/", ""),
    ),
    "accounts/password/reset/key/done/": (("/accounts/password/reset/key/done/", ""),),
    "accounts/2fa/": (("/accounts/2fa/", "second"),),
    "accounts/2fa/reauthenticate/": (("/accounts/2fa/reauthenticate/", "second"),),
    "accounts/2fa/totp/activate/": (("/accounts/2fa/totp/activate/", "second"),),
    "accounts/2fa/recovery-codes/": (("/accounts/2fa/recovery-codes/", "coded"),),
    "accounts/2fa/recovery-codes/generate/": (("/accounts/2fa/recovery-codes/generate/", "coded"),),
    "accounts/2fa/totp/deactivate/": (("/accounts/2fa/totp/deactivate/", "coded"),),
}
# addresses that answer something else than a page, or only lead on; each with why
NO_PAGE = {
    "healthz": "for machines",
    "favicon.ico": "leads to a picture",
    "readyz": "for machines",
    ".well-known/security.txt": "a text for those who find a hole",
    "setup": "gone once anybody is there; test_first_start.py reads it",
    "me/delegation/stop": "leads home",
    "view-as/stop": "leads home",
    "import/<slug:uid>/errors.csv": "a file",
    "landscape.pdf": "a file",
    "landscape.xlsx": "a file",
    "palette": "for the palette",
    "pick/records": "for a field",
    "pick/people": "for a field",
    "pick/mentions/<slug:uid>": "for a field",
    "files/<slug:uid>": "a file",
    "<register:slug>/export.<slug:form>": "a file",
    "<register:slug>/<slug:uid>/merge": "leads to the form; test_writing.py reads the page",
    "accounts/login/code/confirm/": "leads to signing in",
    "accounts/2fa/authenticate/": "leads to signing in; test_entrance.py reads the page",
    "accounts/2fa/recovery-codes/download/": "a file",
}
WALK = [(address, who) for pages in PAGES.values() for address, who in pages]
# each page once by keys; its other addresses show the same controls
BY_KEYS = {pages[0] for pages in PAGES.values()}


def test_the_walk_knows_every_address() -> None:
    """A new page fails here until the walk below reads it."""
    walked, there = {*PAGES, *NO_PAGE}, set(readable())

    assert (there - walked, walked - there) == (set(), set())


@pytest.mark.parametrize(
    ("address", "who"), WALK, ids=[f"{who or 'nobody'} {address}" for address, who in WALK]
)
def test_a_page_can_be_read_by_everybody(
    address: str, who: str, site: Site, visit: Callable[..., Any]
) -> None:
    told = {**site.told, **site.told["places"], "person": site.told["people"]["manager"]["uid"]}

    page = visit(address.format(**told), who)

    assert page.title().strip(), "a page has a title"
    faults = [*(Tabbing(page).faults() if (address, who) in BY_KEYS else ()), *looks(page)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "address", ["/", "/landscape", "/risks", "/risks/{risk}", "/w/{wall}", "/risks/{risk}/edit"]
)
def test_a_narrow_page_is_passed_by_keys(address: str, site: Site, visit: Callable[..., Any]) -> None:
    """At 400 % zoom a desk is as narrow as a phone, and its reader has a keyboard."""
    page = visit(address.format(**site.told, **site.told["places"]), "all")

    faults = Tabbing(page).faults(narrow=True)

    assert not faults, "\n".join(faults)
