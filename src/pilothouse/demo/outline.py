"""What Northwater Authority is made of: its portfolios, programmes and kinds of project."""

from __future__ import annotations

from dataclasses import dataclass

AUTHORITY = "Northwater Authority"
AIMS = "Clean water, living rivers and dry homes for two million people, at a price they can pay."


@dataclass(frozen=True)
class Programme:
    """A programme: its title and aim, the kinds of project in it, how many at scale 1, and its field of work.

    kinds : titles with {place} for the land where it is; a title without a place is used as it stands
    """

    title: str
    aims: str
    field: str
    kinds: tuple[str, ...]
    projects: int
    sealed: bool = False


@dataclass(frozen=True)
class Portfolio:
    """A portfolio with its programmes; `loose` projects and initiatives hang on it directly."""

    title: str
    aims: str
    field: str
    programmes: tuple[Programme, ...]
    loose: int
    initiatives: int
    ideas: tuple[str, ...]


TREATMENT = Programme(
    "Treatment works renewal",
    "Works that meet every standard in the driest and the wettest week.",
    "water",
    (
        "{place} filter hall renewal",
        "{place} clear-water tank",
        "Second clarifier for {place}",
        "{place} ultraviolet stage",
        "{place} dosing and chemicals store",
        "New intake screens at {place}",
        "{place} works control panels",
    ),
    7,
)
MAINS = Programme(
    "Trunk mains and pumping",
    "Two ways to reach every town, so that one burst empties no tap.",
    "water",
    (
        "{place} trunk main",
        "{place} booster station",
        "{place} service reservoir",
        "Link main to {place}",
        "{place} pump replacement",
        "River crossing at {place}",
        "{place} valve houses",
    ),
    7,
)
LEAKAGE = Programme(
    "Leakage and metering",
    "A third less water lost underground by the end of the decade.",
    "water",
    (
        "{place} street mains relining",
        "Metered district {place}",
        "{place} pressure zones",
        "Smart meters for {place}",
        "Night-flow sensors in {place}",
    ),
    6,
)
FLOOD = Programme(
    "Flood walls and gates",
    "Nine thousand homes with one chance in a hundred of flooding, or less.",
    "river",
    (
        "{place} flood wall",
        "{place} tidal gate",
        "Embankment raising at {place}",
        "{place} storage meadow",
        "{place} culvert enlargement",
        "Pumped outfall at {place}",
        "{place} sluice renewal",
    ),
    7,
)
RIVERS = Programme(
    "Living rivers",
    "Salmon, otters and swimmers back in forty miles of river.",
    "river",
    (
        "Fish pass at {place}",
        "{place} wetland",
        "Meanders for {place}",
        "{place} river bank planting",
        "Old weir removal at {place}",
        "{place} silt traps",
    ),
    6,
)
OVERFLOWS = Programme(
    "Storm overflows",
    "Eight out of ten overflows spill no more than ten times a year.",
    "waste",
    (
        "{place} storm tank",
        "{place} overflow screens",
        "Sewer separation in {place}",
        "{place} relief sewer",
        "Rain gardens for {place}",
        "{place} spill monitors",
    ),
    7,
)
RECYCLING = Programme(
    "Water recycling works",
    "Cleaner effluent with half of today's electricity.",
    "waste",
    (
        "{place} aeration lanes",
        "{place} digester and gas engine",
        "Phosphorus removal at {place}",
        "{place} sludge dryer",
        "{place} inlet works",
        "Final settling tanks at {place}",
    ),
    7,
)
CUSTOMERS = Programme(
    "Customers and billing",
    "One bill, one number to call, one answer.",
    "digital",
    (
        "Billing system replacement",
        "Customer portal",
        "Contact centre telephony",
        "Affordability register",
        "Move-in and move-out online",
        "Debt advice desk",
        "Online meter reading",
    ),
    4,
)
CONTROL = Programme(
    "Control room and field work",
    "Crews sent once, with the right part and the right drawing.",
    "digital",
    (
        "Control room renewal",
        "Field crew scheduling",
        "Asset register clean-up",
        "Telemetry over mobile networks",
        "Digital drawings store",
        "Laboratory data system",
        "Operational network protection",
    ),
    4,
)
RESHAPING = Programme(
    "Shape of support services",
    "A smaller centre that serves the crews better; known to few until it is agreed.",
    "digital",
    ("Move to two service centres",),
    1,
    sealed=True,
)

PORTFOLIOS = (
    Portfolio(
        "Clean water",
        "Safe water at every tap, every day.",
        "water",
        (TREATMENT, MAINS, LEAKAGE),
        1,
        7,
        (
            "Tap-water tasting panels",
            "Spare-parts pooling between works",
            "Leak-listening dogs trial",
            "School visits to {place} works",
            "Chlorine delivery review",
            "Reservoir solar rafts at {place}",
            "Weekend sampling rota",
        ),
    ),
    Portfolio(
        "Rivers and flood",
        "Rivers that people may live beside.",
        "river",
        (FLOOD, RIVERS),
        1,
        6,
        (
            "Flood wardens for {place}",
            "River-watch phone line",
            "Gauge photographs by the public",
            "Beaver release study near {place}",
            "Riverside litter boom at {place}",
            "Shared flood maps with councils",
        ),
    ),
    Portfolio(
        "Waste water",
        "Nothing in the river that does not belong there.",
        "waste",
        (OVERFLOWS, RECYCLING),
        1,
        6,
        (
            "Fat-free kitchens campaign",
            "Wet-wipe return scheme in {place}",
            "Biogas for the lorry fleet",
            "Odour diary at {place}",
            "Sewer heat for {place} baths",
            "Grit recycling trial",
        ),
    ),
    Portfolio(
        "Customers, people and digital",
        "Good work made easy.",
        "digital",
        (CUSTOMERS, CONTROL, RESHAPING),
        1,
        6,
        (
            "Plain-language letters",
            "Apprentice welcome week",
            "Depot canteens renewal",
            "Paperless timesheets",
            "Safety walk app",
            "Van-sharing pilot",
        ),
    ),
)
LOOSE = {
    "water": ("Drought plan works at {place}",),
    "river": ("{place} gauging stations",),
    "waste": ("Sea outfall survey at {place}",),
    "digital": ("Document archive move",),
}
