"""Threats of any building site, water, river or waste: ground, weather, wildlife and deliveries."""

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
        titles=(
            "Peat found in two boreholes",
            "Ground carries less than designed",
            "Piles needed under half the footprint",
            "Foundations settle on a layer of peat",
        ),
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
        titles=(
            "Buried cable on no drawing",
            "Cable diversion takes ten weeks",
            "Utility drawings cannot be trusted",
            "Digging stopped by an uncharted cable",
        ),
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
        titles=(
            "Haul road under water for weeks",
            "Earth-moving pushed back to autumn",
            "High water cuts off the site",
            "Haul road too low for spring floods",
        ),
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
        titles=(
            "Muddy run-off from the bare slope",
            "Cloudburst washes topsoil into the water",
            "Work stopped over a cloudy river",
            "Bare slope above the river erodes",
        ),
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
        titles=(
            "Hedge cutting falls in the nesting months",
            "Nests found where we need to cut",
            "Part of the site closed by nests",
            "Active nest stops work until autumn",
        ),
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
        titles=(
            "Pump maker moves its works mid-order",
            "Eight more weeks for the pumps",
            "Sole pump maker cannot keep its date",
            "Summer peak without the new pumps",
        ),
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
        titles=(
            "All steel bought on one day's price",
            "Four hundred tonnes at a higher price",
            "Dearer steel before the spring order",
            "Forecast exposed to the steel market",
        ),
    ),
)
