"""Threats where water, river and waste work meets what is around it: old walls, neighbours, chambers, wildlife."""

from __future__ import annotations

from pilothouse.demo.risk_kind import RiskKind
from pilothouse.demo.threats_works import ALL

WATERS = (
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
        titles=(
            "Salt in walls that nobody cored",
            "Rusting steel inside the old walls",
            "Wall repair turns into replacement",
            "Cores taken from one wall only",
        ),
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
        titles=(
            "Swap fails on its only night",
            "Valve sticks on change-over night",
            "Five weeks until the next low-demand night",
            "Old line cannot be swapped out",
        ),
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
        titles=(
            "One of eleven owners stays silent",
            "Route blocked by a single field",
            "No consent for the last field",
            "Route bends round an owner's field",
        ),
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
        titles=(
            "School lane still closed in term",
            "Lane works outlast the school holidays",
            "Council sends us home at term start",
            "Lane not open when school begins",
        ),
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
        titles=(
            "Bad air behind a nineteen-year-old lid",
            "Chamber unsafe to enter for a month",
            "Gas trapped since the chamber was closed",
        ),
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
        titles=(
            "New lanes too young for winter",
            "Lanes do not settle before the frost",
            "Samples fail until spring",
        ),
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
        titles=(
            "Brown water after the change of source",
            "Two thousand homes report coloured water",
            "New source loosens old rust",
        ),
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
        titles=(
            "Tie-in waits for a fuller reservoir",
            "Reservoir too low to stop the works",
            "Tie-in put off until October",
        ),
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
        titles=(
            "Seepage below the new wall",
            "Gravel carries water past the wall",
            "Cellars flood behind a sound wall",
        ),
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
        titles=(
            "Eels trapped by the closure",
            "Licence withdrawn over trapped eels",
            "Autumn closure meets the eel run",
        ),
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
        titles=(
            "Angling club sues over lost tickets",
            "Bank kept closed by a court case",
            "Club loses a year of ticket income",
        ),
    ),
)
