"""Threats of building and river work: water, river and waste."""

from __future__ import annotations

from pilothouse.demo.risk_kind import RiskKind

ALL = ("water", "river", "waste")
WORKS = (
    RiskKind(
        "technical",
        (
            "Soft ground under {work}",
            "Two of nine boreholes showed peat below four metres",
            "the ground may carry less than designed",
            "and piles would be needed under half of the footprint",
            "Settlement pins move more than five millimetres",
        ),
        (
            ("Six further boreholes this month", "reduce"),
            ("Raft design ready as a second choice", "fallback"),
        ),
        (4, 5, 2, 1),
        ALL,
    ),
    RiskKind(
        "technical",
        (
            "Unknown cable in the way",
            "Utility drawings disagree with what was found last year",
            "a cable may cross the line of the work",
            "and a diversion of ten weeks would be needed",
            "Detector finds a signal that is on no drawing",
        ),
        (("Dig four trial holes by hand", "reduce"), ("Line shifted by two metres", "avoid")),
        (4, 3, 1, 1),
        ALL,
    ),
    RiskKind(
        "delivery",
        (
            "Wet spring closes the site",
            "The haul road lies below the five-year flood line",
            "high water may close the site for weeks",
            "and earth-moving would fall into autumn",
            "River above the amber mark for three days",
        ),
        (
            ("Raise the haul road by half a metre", "reduce"),
            ("Earth-moving planned for June to August", "avoid"),
        ),
        (4, 2, 1, 1),
        ALL,
    ),
    RiskKind(
        "safety",
        (
            "Silt reaches the river",
            "Topsoil lies bare on the slope to the river",
            "a heavy shower may wash silt into the water",
            "and the work would be stopped until the river runs clear",
            "Forecast of more than twenty millimetres in an hour",
        ),
        (("Silt fences and a settling pond", "reduce"), ("Grass mats on bare slopes", "reduce")),
        (3, 3, 2, 3),
        ALL,
    ),
    RiskKind(
        "safety",
        (
            "Nesting birds in the hedges",
            "Hedges are to be cut between March and August",
            "nests may be found",
            "and that part of the site would be closed until autumn",
            "Pairs seen by the ecologist in February",
        ),
        (("Cut hedges in January", "avoid"), ("Ecologist walks the line each week", "reduce")),
        (3, 1, 1, 1),
        ALL,
    ),
    RiskKind(
        "supply",
        (
            "Pumps arrive late",
            "The only maker of this size is moving its works",
            "delivery may take twenty weeks instead of twelve",
            "and commissioning would miss the summer peak",
            "Maker does not confirm the test date",
        ),
        (
            ("Inspect at the maker's works each month", "reduce"),
            ("Rent two pumps for the summer", "fallback"),
        ),
        (5, 3, 1, 2),
        ALL,
    ),
    RiskKind(
        "supply",
        (
            "Steel price jumps",
            "Four hundred tonnes are ordered in one lot in spring",
            "the price may jump before the order",
            "and the forecast would rise by a tenth of its steel",
            "Index up five per cent in a month",
        ),
        (
            ("Fix the price for half now", "reduce"),
            ("Share rises above five per cent with {supplier}", "share"),
        ),
        (1, 4, 1, 1),
        ALL,
    ),
    RiskKind(
        "technical",
        (
            "Old concrete worse than it looks",
            "Cores were taken on one wall only",
            "salts may have reached the steel in the others",
            "and repair would become replacement",
            "Rust marks after rain",
        ),
        (
            ("Cores on the other three walls", "reduce"),
            ("Price for replacement asked as an option", "fallback"),
        ),
        (3, 4, 3, 1),
        ("water", "waste"),
    ),
    RiskKind(
        "technical",
        (
            "Change-over night goes wrong",
            "The old and the new line can be swapped only at low demand",
            "the swap may fail in the one night allowed",
            "and the next low-demand night is five weeks away",
            "Valve did not close fully in the rehearsal",
        ),
        (("Rehearse the swap twice", "reduce"), ("Bypass laid and tested beforehand", "fallback")),
        (4, 3, 3, 2),
        ("water", "waste"),
    ),
    RiskKind(
        "legal",
        (
            "Landowner refuses the wayleave",
            "One of eleven owners has not answered since summer",
            "the owner may refuse",
            "and the route would have to bend round the field",
            "Letters come back unopened",
        ),
        (("Visit in person with the surveyor", "reduce"), ("Route round the field drawn up", "fallback")),
        (4, 3, 1, 1),
        ("water", "river"),
    ),
    RiskKind(
        "stakeholders",
        (
            "Road closed longer than promised",
            "The lane is the only way to the school",
            "the closure may outlast the holidays",
            "and the council would send us home until the next ones",
            "Less than a tenth laid in the first week",
        ),
        (("Two crews from both ends", "reduce"), ("Temporary lane along the verge", "fallback")),
        (3, 2, 1, 2),
        ALL,
    ),
    RiskKind(
        "safety",
        (
            "Gas in the old chamber",
            "The chamber was closed nineteen years ago",
            "gas may stand in it",
            "and nobody could enter without air for a month",
            "Reading above the limit at the lid",
        ),
        (("Force air through for a week first", "avoid"), ("Remote camera in place of people", "avoid")),
        (2, 2, 2, 1),
        ("waste",),
    ),
    RiskKind(
        "technical",
        (
            "Effluent fails in the cold",
            "Growth in the lanes halves below eight degrees",
            "the new lanes may not settle before winter",
            "and samples would fail until spring",
            "Ammonia up for three days running",
        ),
        (
            ("Start with sludge from a works that runs well", "reduce"),
            ("Keep the old lanes warm until April", "fallback"),
        ),
        (3, 3, 5, 4),
        ("waste",),
    ),
    RiskKind(
        "technical",
        (
            "Taste after the switch",
            "Water from another source meets old iron pipes",
            "loose rust may colour the water",
            "and two thousand homes would ring us in one day",
            "Turbidity spikes at the first hydrant",
        ),
        (("Flush street by street beforehand", "reduce"), ("Blend over six weeks", "reduce")),
        (2, 2, 5, 4),
        ("water",),
    ),
    RiskKind(
        "delivery",
        (
            "No outage in a dry summer",
            "The works cannot stop while the reservoir is below a third",
            "a dry summer may take away the outage",
            "and the tie-in would wait until October",
            "Level below the curve at the end of May",
        ),
        (("Tie-in moved to March", "avoid"), ("Tankers booked for two weeks", "fallback")),
        (4, 2, 1, 2),
        ("water",),
    ),
    RiskKind(
        "technical",
        (
            "Water finds a way round",
            "Gravel runs beneath the line of the wall",
            "high water may pass below it",
            "and cellars behind it would fill all the same",
            "Wet patches on the dry side",
        ),
        (("Cut-off two metres deeper", "avoid"), ("Relief wells behind the wall", "reduce")),
        (3, 4, 4, 5),
        ("river",),
    ),
    RiskKind(
        "safety",
        (
            "Eels in the closed reach",
            "The reach is on the way of the eels in autumn",
            "closing it may trap them",
            "and the licence would be withdrawn",
            "Traps count more than ten a night",
        ),
        (
            ("Work in the reach only from May to July", "avoid"),
            ("Catch and carry with the anglers", "reduce"),
        ),
        (3, 1, 2, 4),
        ("river",),
    ),
    RiskKind(
        "stakeholders",
        (
            "Anglers lose a season",
            "Their club lives from day tickets on this reach",
            "they may go to court for their losses",
            "and the bank would stay closed until it is settled",
            "Club's solicitor asks for the plans",
        ),
        (("Pay for the tickets of one season", "transfer"), ("Open one bank at a time", "reduce")),
        (3, 2, 1, 3),
        ("river",),
    ),
)
