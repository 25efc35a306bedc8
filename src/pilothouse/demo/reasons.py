"""Why people moved a risk: the sentence that each move asks for."""

from __future__ import annotations

REASONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("escalate", "threat"): (
        "Larger than what the project may carry; a decision on money is needed.",
        "Two other projects wait for the same answer; the programme should give one.",
        "Our contingency would not cover it any more.",
        "The council talks only with the head of the programme.",
    ),
    ("escalate", "opportunity"): (
        "Worth more when several projects take part; the programme should lead.",
        "The saving falls outside of our budget; somebody above must claim it.",
    ),
    ("return", "threat"): (
        "Programme money is set aside; the project carries on with it.",
        "The answer came from above; nothing more is needed there.",
    ),
    ("return", "opportunity"): ("The programme agreed; the project takes it up again.",),
    ("occur", "threat"): (
        "It happened this month; handled as an issue from here on.",
        "First signs on Monday, certain on Thursday.",
        "Happened in spite of the measures; the fallback is in use.",
    ),
    ("occur", "opportunity"): (
        "It came true, and the saving is in the forecast.",
        "Taken up as hoped; figures follow.",
    ),
    ("close", "threat"): (
        "The stage in which it could happen is over.",
        "All responses are done, and the last two reviews found nothing.",
        "Order signed with the safeguard in it.",
        "Covered by a decision of the board.",
    ),
    ("close", "opportunity"): ("The time in which it could be used is over.", "Used; nothing more to gain."),
    ("reject", "threat"): (
        "Same as a risk that is written down already.",
        "A worry, not a risk: nothing here is uncertain.",
    ),
    ("reject", "opportunity"): ("Costs more than it would bring.",),
    ("reopen", "threat"): (
        "The same signs again after the new order.",
        "Closed too early: the second test has yet to come.",
    ),
    ("reopen", "opportunity"): ("A new call opened; we may try again.",),
}
