"""Threats that any project may meet."""

from __future__ import annotations

from pilothouse.demo.risk_kind import RiskKind

ANYWHERE = (
    RiskKind(
        "people",
        (
            "Lead engineer leaves before handover",
            "Only one person knows the settings and has been approached by another employer",
            "that person may leave before the papers are written",
            "and commissioning would wait until somebody else has learnt them",
            "Fewer answers to mails; leave booked at short notice",
        ),
        (
            ("Second engineer sits in on every test", "reduce"),
            ("Write down all settings with reasons", "reduce"),
        ),
        (4, 2, 3, 1),
    ),
    RiskKind(
        "people",
        (
            "Team shared with two other projects",
            "The same six people are promised to three managers",
            "they may be pulled away in the busiest month",
            "and the test stage would stretch into the next quarter",
            "Bookings above one hundred per cent in the next eight weeks",
        ),
        (
            ("Agree one order of work with the other managers", "reduce"),
            ("Hire two contractors for the peak", "transfer"),
        ),
        (4, 3, 2, 2),
    ),
    RiskKind(
        "supply",
        (
            "{supplier} short of crews",
            "{supplier} won three large orders in one spring",
            "our crews may come later than ordered",
            "and the dry months would be lost",
            "Weekly call postponed twice",
        ),
        (("Name the crews in the order", "reduce"), ("Keep a second firm under call-off", "fallback")),
        (4, 3, 1, 2),
    ),
    RiskKind(
        "commercial",
        (
            "Prices rise between offer and order",
            "Offers hold for ninety days and our approval takes longer",
            "the firm may raise its price",
            "and the budget would no longer cover the scope",
            "Approval date moved; index of materials rising",
        ),
        (
            ("Split the order so that long-lead items go first", "reduce"),
            ("Price formula with an upper limit", "share"),
        ),
        (1, 4, 1, 2),
    ),
    RiskKind(
        "commercial",
        (
            "Claim over changed quantities",
            "Drawings at the time of the order showed half of the fittings",
            "{supplier} may claim for the rest",
            "and a quarter of the contingency would go in one payment",
            "First notice of change without a price",
        ),
        (("Count and agree quantities every month", "reduce"), ("Independent measurer on call", "fallback")),
        (1, 4, 1, 1),
    ),
    RiskKind(
        "financial",
        (
            "Next year's money not released",
            "The regulator settles next year's allowance in the same month as our gate",
            "the release may slip by a quarter",
            "and orders would have to be placed twice",
            "No date for the settlement by the end of summer",
        ),
        (
            ("Ask for an early release for long-lead orders", "reduce"),
            ("Plan a pause that costs little", "fallback"),
        ),
        (3, 3, 1, 3),
    ),
    RiskKind(
        "stakeholders",
        (
            "Neighbours object to night work",
            "Deliveries pass forty homes and nobody has spoken with them yet",
            "they may ask the council to stop night work",
            "and each delivery day would cost two",
            "Letters to the council; questions on the local page",
        ),
        (
            ("Knock on every door and leave a phone number", "reduce"),
            ("Deliver by day outside school hours", "avoid"),
        ),
        (3, 2, 1, 2),
    ),
    RiskKind(
        "stakeholders",
        (
            "Users first see it at the end",
            "The operators were not asked in the design months",
            "they may refuse the layout at acceptance",
            "and rework would take a further season",
            "Empty seats at the design walk-through",
        ),
        (("Operators sign each drawing", "reduce"), ("Full-size mock-up in the depot", "reduce")),
        (3, 3, 4, 4),
    ),
    RiskKind(
        "legal",
        (
            "Permit takes a second round",
            "The authority asked for a fuller assessment than last time",
            "the permit may need a second round of comments",
            "and no work could begin before it is signed",
            "Case officer changes; questions on appendices",
        ),
        (("Meet the case officer every month", "reduce"), ("Order the further survey now", "reduce")),
        (5, 2, 1, 2),
    ),
    RiskKind(
        "legal",
        (
            "Data-sharing agreement missing",
            "Three bodies hold data that we need and none has agreed",
            "the agreement may not be signed in time",
            "and figures would have to be typed by hand",
            "No reply from one of the three",
        ),
        (("One agreement for all three, drafted by us", "reduce"), ("Begin with open data only", "fallback")),
        (2, 2, 3, 3),
    ),
    RiskKind(
        "delivery",
        (
            "Survey finds more than expected",
            "The survey covered one half of the site",
            "the other half may be in a worse state",
            "and scope and price would both have to be opened again",
            "First openings differ from the drawings",
        ),
        (
            ("Open three further places before the order", "reduce"),
            ("Hold a sum for what lies hidden", "accept"),
        ),
        (4, 4, 2, 1),
    ),
    RiskKind(
        "delivery",
        (
            "Two stages collide",
            "Commissioning of the old part and building of the new part share a month",
            "one may have to wait for the other",
            "and standing time would be paid twice",
            "The two plans show different dates for the same milestone",
        ),
        (
            ("One joint plan, looked at every Friday", "reduce"),
            ("Move commissioning behind the holidays", "avoid"),
        ),
        (3, 3, 1, 1),
    ),
    RiskKind(
        "delivery",
        (
            "Approval comes late again",
            "Boards meet every six weeks and papers close three weeks before",
            "a paper may miss its board",
            "and the stage would start six weeks later",
            "Draft paper not ready ten days before it closes",
        ),
        (
            ("Chair approves between meetings up to a limit", "reduce"),
            ("Bring the paper forward by one board", "avoid"),
        ),
        (3, 1, 1, 1),
    ),
    RiskKind(
        "technical",
        (
            "Interfaces agreed only in words",
            "Nobody has written down who delivers which connection",
            "both sides may leave the same gap",
            "and the gap would show during the first full test",
            "The list of interfaces has no owner",
        ),
        (
            ("One drawing of all interfaces, signed by both", "avoid"),
            ("Joint trial before the full test", "reduce"),
        ),
        (3, 3, 4, 2),
    ),
    RiskKind(
        "safety",
        (
            "Somebody is hurt at the handover",
            "Two firms work in one yard without one set of rules",
            "somebody may be hurt where their work meets",
            "and the site would close while it is looked into",
            "Near misses reported twice in a month",
        ),
        (("One site rule book and one daily talk", "reduce"), ("Separate gates for the two firms", "avoid")),
        (3, 2, 2, 1),
    ),
    RiskKind(
        "other",
        (
            "Benefit nobody measures",
            "No starting figure was taken before the work began",
            "we may not be able to show what has improved",
            "and the next stage would be hard to defend",
            "Nobody is named for the benefit",
        ),
        (
            ("Take the starting figure from last year's records", "reduce"),
            ("Name one person for the benefit", "reduce"),
        ),
        (1, 1, 2, 5),
    ),
)
