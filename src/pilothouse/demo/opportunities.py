"""Opportunities: what may go better than planned."""

from __future__ import annotations

from pilothouse.demo.risk_kind import RiskKind

WORKS = ("water", "river", "waste")
OPPORTUNITIES = (
    RiskKind(
        "supply",
        (
            "Buy pipe together with the neighbour",
            "The next project orders the same pipe in the same quarter",
            "one order may serve both",
            "and a twelfth of the price would be saved",
            "Their order is not placed yet",
        ),
        (("One order for both, theirs leads", "share"), ("Store in our yard at our cost", "enhance")),
        (1, 4, 1, 1),
        WORKS,
        titles=(
            "One pipe order for two projects",
            "Shared order cuts the pipe price",
            "Next project needs the same pipe",
        ),
    ),
    RiskKind(
        "delivery",
        (
            "Dry spell lets us start early",
            "The long-range outlook promises a dry March",
            "earth-moving may begin four weeks early",
            "and autumn would not be needed",
            "Ground firm by the end of February",
        ),
        (
            ("Crews on call from the first of March", "exploit"),
            ("Permit asked for the earlier date", "enhance"),
        ),
        (4, 2, 1, 1),
        WORKS,
        titles=(
            "Early start in a dry March",
            "Earth-moving four weeks ahead",
            "Firm ground by the end of winter",
        ),
    ),
    RiskKind(
        "technical",
        (
            "Excavated clay for the embankment",
            "Good clay comes out two miles from where it is bought in",
            "it may be used there",
            "and eight hundred lorry journeys would be spared",
            "Laboratory says the clay is tight",
        ),
        (("Test thirty samples", "enhance"), ("Agree the journeys with both councils", "share")),
        (2, 4, 2, 3),
        WORKS,
        titles=(
            "Our own clay instead of bought-in",
            "Eight hundred lorry journeys spared",
            "Dug-out clay reused two miles away",
        ),
    ),
    RiskKind(
        "financial",
        (
            "Grant for living banks",
            "A fund pays for willow in place of stone",
            "our bank may qualify",
            "and a fifth of its cost would be met",
            "Call open until the end of the quarter",
        ),
        (("Apply with the council", "share"), ("Design willow as the first choice", "enhance")),
        (1, 4, 1, 4),
        ("river", "waste"),
        titles=(
            "Willow banks paid for by a fund",
            "Fund meets a fifth of the bank",
            "Willow in place of stone",
        ),
    ),
    RiskKind(
        "technical",
        (
            "Heat from the outflow",
            "The outflow is never below ten degrees",
            "the baths next door may buy the heat",
            "and a small income would come every year",
            "Baths renew their boiler next year",
        ),
        (("Letter of intent with the baths", "enhance"), ("Pipe sleeve laid now", "exploit")),
        (1, 3, 1, 4),
        ("waste", "water"),
        titles=(
            "Warm outflow sold to the baths",
            "Baths next door buy our heat",
            "Yearly income from outflow heat",
        ),
    ),
    RiskKind(
        "people",
        (
            "Keep the crew for the next site",
            "The crew ends here in the month the next site begins",
            "they may go straight there",
            "and six weeks of learning would be saved",
            "Both plans hold for a month",
        ),
        (("Ask for the same crew by name", "enhance"), ("Begin the next site two weeks later", "exploit")),
        (3, 2, 3, 1),
        titles=(
            "Crew moves straight to the next site",
            "Practised crew free for the next start",
            "Six weeks of learning saved",
            "Next site begins as this one ends",
            "Same crew, two sites, no pause",
        ),
    ),
    RiskKind(
        "stakeholders",
        (
            "School takes part",
            "The school looks for a river class",
            "children may plant and count with us",
            "and neighbours would see the work as theirs",
            "Head teacher asked for a date",
        ),
        (("Two planting days", "exploit"), ("Signboard made by the class", "enhance")),
        (1, 1, 1, 4),
        titles=(
            "Children plant and count with us",
            "River class for the local school",
            "Neighbours won over by the school",
            "Planting days with the local school",
            "Head teacher asks to join in",
        ),
    ),
    RiskKind(
        "commercial",
        (
            "Longer contract, lower price",
            "{supplier} would rather plan for three years than one",
            "a longer order may cost less a year",
            "and work would flow without pauses",
            "{supplier} offers it unasked",
        ),
        (("Ask for a price for three years", "enhance"), ("Break clause after each year", "share")),
        (2, 4, 1, 2),
        titles=(
            "Three-year order at a lower price",
            "Unasked offer of a longer order",
            "Steady work in return for a discount",
            "No pauses between yearly orders",
            "Discount from {supplier} for three years",
        ),
    ),
    RiskKind(
        "technical",
        (
            "Standard module in place of our own",
            "Nine of ten wishes are in the standard module",
            "we may drop our own build",
            "and a third of the effort would be saved",
            "The tenth wish has two users",
        ),
        (("Show the module to the two users", "enhance"), ("Drop the own build", "exploit")),
        (3, 4, 2, 2),
        ("digital",),
        titles=(
            "Nine of ten wishes come ready-made",
            "Own build no longer needed",
            "A third of the effort spared",
        ),
    ),
    RiskKind(
        "technical",
        (
            "Answers before the call",
            "Most calls ask where the crew is",
            "a message with the hour may spare the call",
            "and clerks would have time for the hard ones",
            "Trial cut calls by a fifth",
        ),
        (("Message to all in one district", "enhance"), ("Roll out to every district", "exploit")),
        (1, 3, 3, 5),
        ("digital",),
        titles=(
            "Message tells when the crew comes",
            "Fewer calls asking for the crew",
            "Clerks freed for the hard calls",
        ),
    ),
    RiskKind(
        "people",
        (
            "Apprentices stay on",
            "Five apprentices finish in the month we need hands",
            "they may join the team",
            "and contractors would not be needed",
            "Three of five asked for it",
        ),
        (("Offers before their last exam", "exploit"), ("Mentor for each", "enhance")),
        (2, 3, 2, 2),
        titles=(
            "Five apprentices when we need hands",
            "Own apprentices in place of contractors",
            "Finished apprentices join the team",
            "Young hands for the busy month",
            "Three apprentices already asked to stay",
        ),
    ),
    RiskKind(
        "delivery",
        (
            "Test both lines in one outage",
            "The other line needs an outage in the same month",
            "one outage may serve both",
            "and one night of closed roads would be saved",
            "Both test plans fit into ten hours",
        ),
        (("Joint test plan", "share"), ("Second test crew from the neighbour", "enhance")),
        (3, 2, 1, 1),
        titles=(
            "One outage serves two lines",
            "Shared outage saves a night of closures",
            "Both lines tested in ten hours",
            "Neighbouring line needs the same outage",
            "One night of closed roads fewer",
        ),
    ),
)
