"""The made-up people: who they are, where they sit, how they are reached and what they may be asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from pilothouse.demo.names import FIRST, HOURS, LANGUAGES, LAST, SUPPLIERS

HOME = "northwater.example"

# the eight ways in: post, role preset, name and sign-in name, job, unit; fixed, so that guides may name them
SIGN_INS = (
    ("director", "Maren Holloway", f"director@{HOME}", "Director of change", "Portfolio office"),
    ("office", "Tobias Brandt", f"office@{HOME}", "Head of the portfolio office", "Portfolio office"),
    ("analyst", "Ines Okafor", f"analyst@{HOME}", "Portfolio analyst", "Portfolio office"),
    ("administrator", "Callum Lindqvist", f"admin@{HOME}", "Application administrator", "Digital services"),
    ("manager", "Priya Marsh", f"manager@{HOME}", "Project manager", "Engineering"),
    ("support", "Anton Sandoval", f"support@{HOME}", "Project support officer", "Engineering"),
    ("member", "Leila Whitlow", f"member@{HOME}", "Process engineer", "Engineering"),
    ("guest", "Rufus Aydin", "guest@hallbrook.example", "Contract manager", ""),
)
ASKED = {
    "director": "What the board wants to know",
    "office": "How we run projects here: templates, gates, reports",
    "administrator": "Accounts, access and lost passwords",
}
ROLES = {
    "director": "portfolio-director", "office": "office-manager", "analyst": "analyst",
    "administrator": "administrator", "lead": "portfolio-director", "programme": "project-manager",
    "manager": "project-manager", "support": "project-support", "member": "team-member", "guest": "guest",
    "insider": "project-manager",
}  # fmt: skip
COUNTS = {
    "analyst": 4,
    "lead": 4,
    "insider": 2,
    "programme": 10,
    "manager": 30,
    "support": 9,
    "member": 50,
    "guest": 8,
}
MORE = {"programme": 3, "manager": 10, "support": 2, "member": 5}  # for each further time the usual size

# unit: parent; the order is that of making them
UNITS = {
    "Northwater Authority": "",
    "Portfolio office": "Northwater Authority",
    "Engineering": "Northwater Authority",
    "Water supply": "Northwater Authority",
    "Rivers and land": "Northwater Authority",
    "Water recycling": "Northwater Authority",
    "Customers": "Northwater Authority",
    "Digital services": "Northwater Authority",
    "Finance and purchasing": "Northwater Authority",
    "People and safety": "Northwater Authority",
    "Laboratory": "Water supply",
    "Control room": "Digital services",
}
JOBS = {
    "analyst": (("Portfolio analyst", "Portfolio office", "Forecasts, ratings and what the figures mean"),
                ("Benefits analyst", "Portfolio office", "Benefits: who measures what, and since when"),
                ("Planning analyst", "Portfolio office", "Plans, links between projects, resource clashes")),
    "lead": (("Head of clean water", "Water supply", "Which works comes first, and why"),
             ("Head of rivers", "Rivers and land", "Flood schemes, councils and landowners"),
             ("Head of water recycling", "Water recycling", "Permits, spills and the summer samples"),
             ("Head of customers and digital", "Customers", "Bills, letters and systems")),
    "insider": (("Head of people", "People and safety", "Pay, posts and the unions"),
                ("Change lead", "People and safety", "New ways of working")),
    "programme": (("Programme manager", "Engineering", "How the projects of the programme hang together"),
                  ("Programme manager", "Portfolio office", "Dependencies, gates and board papers")),
    "manager": (("Project manager", "Engineering", "Sites, orders and weekly plans"),
                ("Senior project manager", "Engineering", "Difficult ground and difficult meetings"),
                ("Project manager", "Digital services", "Releases, trial loads and training"),
                ("Delivery manager", "Rivers and land", "Permits, ecology and access to land")),
    "support": (("Project support officer", "Engineering", "Registers, minutes and who has the drawing"),
                ("Project planner", "Portfolio office", "Plans in every file format"),
                ("Document controller", "Engineering", "Which revision is the valid one")),
    "member": (("Process engineer", "Engineering", "Filters, dosing and samples"),
               ("Hydrologist", "Rivers and land", "Levels, flows and rain"),
               ("Electrical engineer", "Engineering", "Panels, pumps and power cuts"),
               ("Quantity surveyor", "Finance and purchasing", "Measured work and claims"),
               ("Buyer", "Finance and purchasing", "Suppliers, offers and orders"),
               ("Invoice clerk", "Finance and purchasing", "Invoices: where they are and when they are paid"),
               ("Ecologist", "Rivers and land", "Birds, eels and when to cut hedges"),
               ("Customer adviser", "Customers", "What customers ring about"),
               ("Software developer", "Digital services", "Interfaces and trial loads"),
               ("Safety adviser", "People and safety", "Permits to enter and near misses"),
               ("Chemist", "Laboratory", "Samples and what they mean"),
               ("Control room engineer", "Control room", "Alarms at night"),
               ("Network engineer", "Water supply", "Pressure, valves and night flow"),
               ("Works operator", "Water recycling", "Aeration lanes and sludge")),
    "guest": (("Contract manager", "", "Deliveries and site crews"), ("Site agent", "", "Who is on site today"),
              ("Account manager", "", "Offers and prices")),
}  # fmt: skip


@dataclass(frozen=True)
class Someone:
    """One made-up person; `backup` is the place in the list of the one who stands in."""

    post: str
    name: str
    email: str
    job: str
    unit: str
    ask_me: str
    phone: str
    languages: str
    hours: str
    external: bool = False
    backup: int | None = None


@dataclass
class Staff:
    """Everybody, in order, and the keys of each post."""

    people: list[Someone] = field(default_factory=list)
    posts: dict[str, list[int]] = field(default_factory=dict)


def make_staff(rng: Random, scale: int) -> Staff:
    """The eight who sign in first, then the rest of each post."""
    staff = Staff()
    for post, name, email, job, unit in SIGN_INS:
        asked = ASKED.get(post) or next(a for j, _, a in JOBS[post] if j == job)
        _add(rng, staff, post, (name, email, job, unit, asked))
    free = _free_names(rng)
    for post, count in COUNTS.items():
        more = MORE.get(post, 0) * (scale - 1)
        for at in range(len(staff.posts.get(post, ())), count + more):
            name = next(free)
            job, unit, asked = JOBS[post][at % len(JOBS[post])]
            domain = SUPPLIERS[at % len(SUPPLIERS)][1] if post == "guest" else HOME
            _add(rng, staff, post, (name, f"{name.lower().replace(' ', '.')}@{domain}", job, unit, asked))
    for post, keys in staff.posts.items():
        _pair_up(staff, keys if len(keys) > 1 else [*keys, *staff.posts["analyst"][:1]], post)
    return staff


def _free_names(rng: Random) -> Iterator[str]:
    taken = {name for _, name, *_ in SIGN_INS}
    pool = [f"{first} {last}" for last in LAST for first in FIRST if f"{first} {last}" not in taken]
    rng.shuffle(pool)
    return iter(pool)


def _add(rng: Random, staff: Staff, post: str, who: tuple[str, str, str, str, str]) -> None:
    name, email, job, unit, asked = who
    staff.posts.setdefault(post, []).append(len(staff.people))
    staff.people.append(
        Someone(
            post=post, name=name, email=email, job=job, unit=unit, ask_me=asked,
            phone=f"01632 960{rng.randint(0, 999):03d}",
            languages=rng.choice(LANGUAGES), hours=rng.choice(HOURS), external=post == "guest",
        )
    )  # fmt: skip


def _pair_up(staff: Staff, keys: list[int], post: str) -> None:
    for at, key in enumerate(keys):
        if staff.people[key].post == post:
            staff.people[key] = replace(staff.people[key], backup=keys[(at + 1) % len(keys)])
