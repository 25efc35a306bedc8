"""What people say to each other about risks; the first name is that of whoever is asked."""

from __future__ import annotations

THREADS: tuple[tuple[str, ...], ...] = (
    (
        "@{owner} is the second borehole report in? The board asks on Thursday.",
        "It came today; I update the range.",
    ),
    (
        "@{owner} please bring this one to the monthly review.",
        "Will do. The figure for cost needs another look first.",
    ),
    ("Spoke with the site: nothing has changed since last week.",),
    ("@{owner} who does the first response while you are away?", "My backup does; she has the drawing."),
    (
        "The early warning was seen twice this month. Should it go up a level, @{lead}?",
        "Not yet. Let us wait for the test.",
    ),
    ("I halved the delay after the trial dig. Evidence is in the weekly report.",),
    ("@{lead} the offer holds until the end of the month, then the price is open again.",),
    ("Same cause as in the neighbouring project; worth one talk for both.",),
    (
        "@{owner} the target looks too hopeful to me. What would have to be true?",
        "Both responses done before spring. I lowered it a little.",
    ),
    ("Thanks for the clear wording, this reads well in the board paper.",),
    ("**Two things** before the gate:\n\n- price of the fallback\n- a name for the second response",),
    ("@{lead} could the programme hold the reserve for this one?",),
)
