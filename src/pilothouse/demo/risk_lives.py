"""The life of each made-up risk: raised, assessed, treated, reviewed, lifted, closed, on days of the story."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from pilothouse.demo.names import SUPPLIERS
from pilothouse.demo.reasons import REASONS
from pilothouse.demo.risk_kind import RiskKind
from pilothouse.demo.risk_kinds import kinds_for
from pilothouse.demo.risk_titles import TitlesInTurn
from pilothouse.demo.risk_values import after_response, first_values
from pilothouse.demo.story import STORY_BEGIN, STORY_DAY, at_work, within
from pilothouse.demo.works import Work

# what may become of a risk, and how often
LIVES: tuple[tuple[tuple[str, ...], int], ...] = (
    (("assess", "treat", "review", "look"), 24),
    (("assess", "treat", "look"), 16),
    (("assess", "look"), 14),
    (("assess",), 5),
    (("assess", "treat", "review", "close"), 17),
    (("assess", "treat", "escalate", "look"), 5),
    (("assess", "escalate"), 3),
    (("assess", "treat", "escalate", "return", "treat", "look"), 4),
    (("assess", "treat", "occur", "close"), 4),
    (("assess", "occur"), 2),
    (("assess", "treat", "review", "close", "reopen", "look"), 2),
    (("reject",), 3),
)
GRAVE = (
    ("assess", "treat", "look"),
    ("assess", "treat", "review", "look"),
    ("assess", "treat", "escalate", "look"),
)
DRAFT: tuple[str, ...] = ()
PAUSES = {"assess": (3, 20), "treat": (7, 50), "review": (35, 110), "escalate": (10, 70), "return": (12, 45),
          "occur": (20, 120), "close": (25, 140), "reject": (4, 25), "reopen": (15, 60)}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One thing that happens to a risk: a move by name, or `change`; by whom, and with what."""

    when: datetime
    name: str
    by: int
    reason: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    responses_done: bool = False


@dataclass
class RiskLife:
    """One made-up risk: where, by whom raised, with which values and responses, and what happened to it."""

    work: int
    author: int
    raised: datetime
    values: dict[str, Any]
    responses: list[dict[str, Any]]
    steps: list[Step] = field(default_factory=list)
    status: str = "draft"

    @property
    def ended(self) -> datetime | None:
        """When it was closed, rejected or happened; None while it lives."""
        over = self.status in {"closed", "rejected", "occurred"}
        return self.steps[-1].when if over and self.steps else None

    def now(self, name: str) -> Any:
        """A value as the last change left it."""
        for step in reversed(self.steps):
            if name in step.values:
                return step.values[name]
        return self.values.get(name)


AFTER = {"assess": "open", "treat": "treating", "escalate": "escalated", "return": "open", "occur": "occurred",
         "close": "closed", "reject": "rejected", "reopen": "open"}  # fmt: skip


def make_risks(rng: Random, work: Work, budget: int, count: int, titles: TitlesInTurn) -> list[RiskLife]:
    """The risks of one piece of work; those of a project in trouble are grave and still live."""
    threats, chances = kinds_for(work.field if work.course else "")
    good = min(max(round(count * 0.15), 1 if count > 4 else 0), len(chances))
    kinds = [(k, "threat") for k in rng.sample(threats, min(count - good, len(threats)))]
    kinds += [(k, "opportunity") for k in rng.sample(chances, good)]
    trouble = work.course.last.severity if work.course and work.course.status == "active" else 0.3
    grave = 3 if trouble >= 1.1 else 2 if trouble >= 0.8 else 0
    return [
        _life(rng, work, titles.next_of(kind), what, (budget, at < grave, trouble))
        for at, (kind, what) in enumerate(kinds)
    ]


def _span(work: Work) -> tuple[date, date]:
    """The days on which something may happen in a piece of work."""
    if work.course is None:
        return STORY_BEGIN, STORY_DAY
    return work.course.opened, within(work.course.ended or STORY_DAY)


def _life(rng: Random, work: Work, kind: RiskKind, what: str, how: tuple[int, bool, float]) -> RiskLife:
    budget, grave, trouble = how
    first, last = _span(work)
    over = work.course is not None and work.course.ended is not None
    chosen = rng.choice(GRAVE) if grave else rng.choices([s for s, _ in LIVES], [w for _, w in LIVES])[0]
    if not grave and not over and rng.random() < 0.05:
        chosen, first = DRAFT, max(first, last - timedelta(days=30))
    spare = max((last - first).days - (120 if grave else 60), 1)
    raised = at_work(rng, first + timedelta(days=rng.randrange(spare)))
    weight = rng.uniform(0.75, 1.0) if grave else min(max(rng.uniform(-0.2, 0.5) + trouble * 0.12, 0), 0.8)
    values = first_values(rng, kind, budget, weight=weight)
    if grave:
        values |= _grave(rng, values)
    life = RiskLife(work.key, rng.choice((work.lead, *work.hands)), raised, values, [])
    values |= _words(rng, work, kind, what) | {
        "registered": raised.date(),
        "owner": rng.choice((work.lead, work.lead, *work.hands)),
    }
    _responses(rng, work, kind, life)
    _live(rng, work, life, chosen if not over else _until_the_end(chosen), last)
    return life


def _grave(rng: Random, values: dict[str, Any]) -> dict[str, Any]:
    """Lift a risk to the upper right of the matrix: likely, and high or very high."""
    impact = rng.choice((4, 5))
    likely = max(values["residual_probability"], values["inherent_probability"])
    return {"residual_impact": impact, "inherent_impact": 5, "inherent_probability": max(likely, type(likely)("0.75")),
            "residual_probability": max(values["residual_probability"], type(likely)("0.65"))}  # fmt: skip


def _words(rng: Random, work: Work, kind: RiskKind, what: str) -> dict[str, Any]:
    supplier = rng.choice(SUPPLIERS)[0]
    title, cause, event, effect, trigger = (t.format(work=work.title, supplier=supplier) for t in kind.texts)
    near = rng.choices(("imminent", "stage", "project", "beyond"), (2, 5, 5, 1))[0]
    return {"title": title[:1].upper() + title[1:], "kind": what, "category": kind.category,
            "cause": cause, "event": event, "effect": effect, "trigger": trigger, "proximity": near}  # fmt: skip


def _responses(rng: Random, work: Work, kind: RiskKind, life: RiskLife) -> None:
    for at, (title, category) in enumerate(kind.responses):
        due = life.raised.date() + timedelta(days=rng.randint(40, 160) + 30 * at)
        cost = (life.values["residual_cost"] // 100) * rng.uniform(0.03, 0.15)
        life.responses.append(
            {"title": title, "category": category, "actionee": rng.choice((work.lead, *work.hands)), "due": due,
             "cost": max(round(cost / 100), 1) * 100 * 100, "state": "planned"}
        )  # fmt: skip


def _until_the_end(steps: tuple[str, ...]) -> tuple[str, ...]:
    """A life that is over when its project is: nothing stays open behind a closed project."""
    kept = tuple(s for s in steps if s not in {"look", "reopen"})
    if kept and kept[-1] in {"close", "reject"}:
        return kept
    return (*(kept or ("assess",)), "close")


def _live(rng: Random, work: Work, life: RiskLife, names: tuple[str, ...], last: date) -> None:
    at = life.raised
    ends_here = work.course is not None and work.course.ended is not None
    left = len(names)
    for name in names:
        low, high = PAUSES.get(name, (5, 30))
        room = (last - at.date()).days
        if name == "look":
            low, high = room - 60, room - 3
        elif room <= low:
            if not ends_here:
                break
            low, high = 0, max(room // left, 0)
        days = rng.randint(max(low, 0), max(min(high, room // left if ends_here else high), low, 0))
        when = max(at_work(rng, min(at.date() + timedelta(days=days), last)), at + timedelta(minutes=5))
        if when.date() > STORY_DAY or (not ends_here and when.date() > last):
            break
        life.steps.append(_step(rng, work, life, name, when))
        at, left = when, left - 1
    _set_reviews(rng, life)


def _step(rng: Random, work: Work, life: RiskLife, name: str, when: datetime) -> Step:
    kind = life.values["kind"]
    if name in {"review", "look"}:
        current = {n: life.now(n) for n in life.values}
        stuck = current["residual_probability"] >= type(current["residual_probability"])("0.6")
        values = after_response(rng, current, threat=kind == "threat", stuck=stuck)
        values |= {
            "last_review": when.date(),
            "next_review": when.date() + timedelta(days=rng.randint(28, 95)),
        }
        return Step(when, "change", work.lead, values=values, responses_done=True)
    life.status = AFTER[name]
    reasons = REASONS.get((name, kind))
    return Step(when, name, work.lead, rng.choice(reasons) if reasons else "")


def _set_reviews(rng: Random, life: RiskLife) -> None:
    """When somebody should first look again: a month after it was raised."""
    life.values["next_review"] = life.raised.date() + timedelta(days=rng.randint(25, 45))
    life.values["last_review"] = life.raised.date()
