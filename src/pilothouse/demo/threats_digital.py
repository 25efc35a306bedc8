"""Threats of work on systems and ways of working."""

from __future__ import annotations

from pilothouse.demo.risk_kind import RiskKind

HERE = ("digital",)
DIGITAL = (
    RiskKind(
        "technical",
        (
            "Old records do not fit",
            "Addresses were typed freely for thirty years",
            "one record in eight may not load",
            "and clerks would have to mend them by hand",
            "Trial load rejects more than five per cent",
        ),
        (("Three trial loads before the real one", "reduce"), ("Mend the worst streets first", "reduce")),
        (4, 3, 4, 3),
        HERE,
        titles=(
            "One record in eight will not load",
            "Thirty years of freely typed addresses",
            "Clerks mending addresses by hand",
        ),
    ),
    RiskKind(
        "technical",
        (
            "Slow on Monday mornings",
            "All crews sign in between seven and half past",
            "the system may stand still under that load",
            "and crews would leave without their jobs",
            "Sign-in over six seconds in the load test",
        ),
        (("Load test with twice the crews", "reduce"), ("Jobs sent the evening before", "fallback")),
        (2, 2, 4, 4),
        HERE,
        titles=(
            "Sign-in stalls at seven o'clock",
            "Crews leave the depot without jobs",
            "System stands still when all sign in",
        ),
    ),
    RiskKind(
        "technical",
        (
            "Break-in through a supplier's account",
            "{supplier} keeps a standing account in our network",
            "somebody may come in with it",
            "and the roll-out would stop while it is looked into",
            "Sign-ins at odd hours",
        ),
        (("Accounts open by the hour, on request", "avoid"), ("Second factor for every supplier", "reduce")),
        (3, 3, 4, 3),
        HERE,
        titles=(
            "Standing account lets an intruder in",
            "Account of {supplier} left open all day",
            "Roll-out stopped by a break-in",
        ),
    ),
    RiskKind(
        "supply",
        (
            "{supplier} drops the product",
            "A larger firm bought {supplier} and has a product of its own",
            "ours may be closed in two years",
            "and we would have to choose again",
            "No roadmap at the users' day",
        ),
        (
            ("Right to the source in the contract", "transfer"),
            ("Export of all data tested each quarter", "fallback"),
        ),
        (2, 4, 2, 4),
        HERE,
        titles=(
            "Our product closed after a takeover",
            "Forced to choose a system again",
            "Takeover of {supplier} ends our product",
        ),
    ),
    RiskKind(
        "people",
        (
            "Clerks not trained in time",
            "Training falls into the weeks of the yearly bills",
            "fewer than half may be trained on the first day",
            "and waiting times on the phone would double",
            "Less than six in ten booked a month before",
        ),
        (("Two trainers more in March", "reduce"), ("First day moved behind the bills", "avoid")),
        (2, 2, 3, 4),
        HERE,
        titles=(
            "Training collides with the yearly bills",
            "Half the clerks untrained on day one",
            "Phone queues double after the first day",
        ),
    ),
    RiskKind(
        "delivery",
        (
            "Scope grows with every workshop",
            "Twelve departments add wishes and none takes any back",
            "the list may double before the build",
            "and the first release would slip past winter",
            "More wishes added than built, two sprints running",
        ),
        (
            ("One owner says yes or no within a week", "reduce"),
            ("First release with one department only", "avoid"),
        ),
        (4, 4, 1, 2),
        HERE,
        titles=(
            "Twelve departments, one growing wish list",
            "Wish list doubles before the build",
            "First release crowded out by new wishes",
        ),
    ),
    RiskKind(
        "legal",
        (
            "Personal data kept too long",
            "The old system has no dates for wiping",
            "records may move across that should be gone",
            "and the regulator would have to be told",
            "Test data older than seven years",
        ),
        (("Wipe before moving", "avoid"), ("Dates for wiping set per kind of record", "reduce")),
        (2, 2, 3, 1),
        HERE,
        titles=(
            "Records move across that should be gone",
            "No wiping dates in the old system",
            "Personal records carried past their date",
        ),
    ),
    RiskKind(
        "technical",
        (
            "Two systems, two truths",
            "Old and new run side by side for a season",
            "figures may differ between them",
            "and nobody would trust either",
            "Totals differ by more than one in a thousand",
        ),
        (("Compare totals every night", "reduce"), ("One of them read-only from the first day", "avoid")),
        (2, 2, 4, 3),
        HERE,
        titles=(
            "Old and new totals disagree",
            "Nobody trusts either set of figures",
            "Side-by-side season leaves figures in doubt",
        ),
    ),
    RiskKind(
        "technical",
        (
            "No signal in the valleys",
            "One call-out in seven is in a valley without a mast",
            "crews may not be able to close their jobs there",
            "and paper would stay in use",
            "Jobs closed hours after the crew left",
        ),
        (("Works without signal, sends later", "avoid"), ("Roaming cards for forty vans", "reduce")),
        (2, 2, 3, 4),
        HERE,
        titles=(
            "Crews cannot close jobs in valleys",
            "Paper job sheets stay in use",
            "One call-out in seven without a mast",
        ),
    ),
    RiskKind(
        "stakeholders",
        (
            "Unions not asked yet",
            "The rota changes for three hundred people",
            "they may refuse the new rota",
            "and the change would be put off until next year",
            "Notice on the depot boards",
        ),
        (("Joint group from the first week", "reduce"), ("One depot volunteers first", "reduce")),
        (4, 2, 1, 4),
        HERE,
        titles=(
            "Crews refuse the new rota",
            "Rota for three hundred not yet discussed",
            "New rota put off until next year",
        ),
    ),
)
