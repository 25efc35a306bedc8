"""From a plan to the arrays that the kernels read: keys, weights, tables, rows of hits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pilothouse.engine.risk import columns as c
from pilothouse.engine.risk.distributions import fixed
from pilothouse.engine.risk.events import RiskEvent, RiskResponse, Share, Weather
from pilothouse.engine.risk.plan import RiskPlan
from pilothouse.engine.risk.systemic import Systemic
from pilothouse.engine.risk.uncertain import ShapeBook, Uncertain, chance_nodes, deviates_of

Stage = Literal["before", "after"]
PROJECT_LINE = "(project)"
_PERIODS_MOST = 240


@dataclass(frozen=True)
class Packed:
    """A plan ready to run, with the names of its cost lines (events without a line get one of their own)."""

    inputs: c.Inputs
    line_ids: tuple[str, ...]
    price: float


def pack(
    plan: RiskPlan, *, seed: int, stage: Stage, systemic: Systemic, watched: Sequence[str], usual_finish: int
) -> Packed:
    """Compile a plan for the kernels.

    stage        : risks "before" or "after" their responses
    usual_finish : [min] a typical finish, about which sums are kept
    """
    book = ShapeBook()
    events = [staged(event, stage) for event in plan.events]
    lines = _lines(plan, events, stage)
    line_ids = lines.ids
    place = {name: row for row, name in enumerate(plan.ids)}
    line_place = {name: row for row, name in enumerate(line_ids)}
    durations = _draws(plan, plan.ids, plan.durations, book)
    amounts = _draws(plan, line_ids, lines.amount, book)
    amounts["systemic"] &= np.array([name != PROJECT_LINE for name in line_ids], dtype=np.int32).reshape(-1)
    usual = plan.durations.means()
    task_hits, task_starts = _hits([event.tasks for event in events], place, len(plan.ids))
    line_hits, line_starts = _hits([_shares(event) for event in events], line_place, len(line_ids))
    rows = np.zeros(len(line_ids) + 1, dtype=c.LINE_ROW)
    rows["task"][:-1] = [place.get(name, -1) for name in lines.owners]
    rows["rate"][:-1] = lines.rates
    rows["hits"] = line_starts
    spans = np.where(rows["task"] >= 0, usual[rows["task"]], usual_finish)[:-1]
    rows["usual"][:-1] = lines.amount.means() + rows["rate"][:-1] * spans
    inputs = c.Inputs(
        seed=(np.uint32(seed & 0xFFFFFFFF), np.uint32(seed >> 32 & 0xFFFFFFFF)),
        durations=durations,
        walk=c.Walk(_stops(plan, place, usual, task_starts), _links(plan), task_hits),
        money=c.Money(amounts, rows, line_hits),
        happenings=_happenings(events, plan, book, usual_finish),
        factor=c.Factor(
            systemic.time.astype(np.float32),
            systemic.cost.astype(np.float32),
            np.float32(systemic.correlation),
        ),
        watched=np.array([place[name] for name in watched], dtype=np.int32),
        usual_finish=int(usual_finish),
        usual_cost=float(rows["usual"].sum()),
        shapes=book.shapes(),
    )
    return Packed(inputs, tuple(line_ids), lines.price)


def staged(event: RiskEvent, stage: Stage) -> RiskEvent:
    """The risk as it stands before or after its response."""
    answer = event.response
    if stage == "before" or answer is None:
        return event
    return RiskEvent(event.id, answer.probability, answer.delay, answer.cost, event.tasks, event.lines)


def keys(names: Sequence[str]) -> tuple[c.Words, c.Words]:
    """Two 32-bit words for each name, the same on every machine, so that scenarios share random numbers."""
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    words = np.frombuffer(digests, dtype="<u4").reshape(len(names), 2)
    return np.ascontiguousarray(words[:, 0]), np.ascontiguousarray(words[:, 1])


@dataclass(frozen=True)
class _Lines:
    """Cost lines with one for what events cost the project as a whole and what responses cost."""

    ids: tuple[str, ...]
    owners: tuple[str, ...]
    rates: tuple[float, ...]
    amount: Uncertain
    price: float


def _draws(plan: RiskPlan, ids: Sequence[str], numbers: Uncertain, book: ShapeBook) -> c.Rows:
    """Rows of DRAW with the correlation that groups and plan ask for."""
    rows = _plain_draws(ids, numbers, book)
    nobody = len(plan.groups)
    rows["group"] = nobody
    row_of: dict[str, int] = {name: row for row, group in enumerate(plan.groups) for name in group.members}
    if row_of:
        rows["group"] = [row_of.get(name, nobody) for name in ids]
    strength = np.array([*(group.correlation for group in plan.groups), 0.0])[rows["group"]]
    rows["own"] = np.sqrt(1.0 - strength - plan.correlation)
    rows["in_group"] = np.sqrt(strength)
    rows["in_common"] = np.sqrt(plan.correlation)
    rows["systemic"] = 1
    if plan.steady:
        rows["systemic"] = [name not in plan.steady for name in ids]
    return rows


def _plain_draws(ids: Sequence[str], numbers: Uncertain, book: ShapeBook) -> c.Rows:
    """Rows of DRAW that nothing is correlated with: impacts of events."""
    rows = np.zeros(len(ids), dtype=c.DRAW)
    rows["shape"], rows["offset"], rows["spread"] = book.add(numbers)
    rows["low"], rows["high"] = keys(ids)
    rows["own"] = 1.0
    return rows


def _lines(plan: RiskPlan, events: Sequence[RiskEvent], stage: Stage) -> _Lines:
    """The plan's cost lines, and one more where events or responses cost the project as a whole."""
    lines = plan.lines
    amount = lines.amount or Uncertain.of([])
    responses: list[RiskResponse] = [event.response for event in plan.events if event.response is not None]
    price = sum(response.price for response in responses) if stage == "after" else 0.0
    if not price and all(event.lines for event in events):
        return _Lines(lines.ids, lines.task, lines.rate, amount, price)
    extra = Uncertain.of([fixed(price)])
    low, mode, high = (
        np.concatenate([getattr(amount, k), getattr(extra, k)]) for k in ("low", "mode", "high")
    )
    amount = Uncertain(np.concatenate([amount.kind, extra.kind]), low, mode, high, amount.others)
    return _Lines((*lines.ids, PROJECT_LINE), (*lines.task, ""), (*lines.rate, 0.0), amount, price)


def _shares(event: RiskEvent) -> tuple[Share, ...]:
    """Where an event's cost goes: its lines, or the project as a whole."""
    return event.lines or ((PROJECT_LINE, 1.0),)


def _hits(shares: Sequence[Sequence[Share]], place: Mapping[str, int], n: int) -> tuple[c.Rows, c.Longs]:
    """Turn (event -> shares of names) into rows of HIT by name, and where each name's rows begin."""
    found = [(place[name], event, share) for event, items in enumerate(shares) for name, share in items]
    found.sort(key=lambda row: row[:2])
    counts = np.bincount([row[0] for row in found], minlength=n) if found else np.zeros(n, dtype=np.int64)
    hits = np.array([row[1:] for row in found], dtype=c.HIT)
    return hits, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _links(plan: RiskPlan) -> c.Rows:
    """Rows of LINK."""
    rows = np.zeros(len(plan.links.before), dtype=c.LINK)
    rows["before"], rows["kind"], rows["lag"] = plan.links.before, plan.links.kind, plan.links.lag
    return rows


def _stops(plan: RiskPlan, place: Mapping[str, int], usual: c.Floats, hits: c.Longs) -> c.Rows:
    """Rows of STOP: earliest start, branch, weather, and where links and hits begin."""
    rows = np.zeros(len(plan.ids) + 1, dtype=c.STOP)
    rows["branch"], rows["alternative"], rows["weather"] = -1, -1, -1
    for b, item in enumerate(plan.branches):
        for a, choice in enumerate(item.alternatives):
            mine = [place[name] for name in choice.tasks]
            rows["branch"][mine], rows["alternative"][mine] = b, a
    for w, sky in enumerate(plan.weather):
        rows["weather"][[place[name] for name in sky.tasks]] = w
    if plan.release is not None:
        rows["release"][:-1] = plan.release
    rows["last"][:-1] = plan.links.last_tasks()
    rows["usual"][:-1] = np.rint(usual)
    rows["links"], rows["hits"] = plan.links.start, hits
    return rows


def _keyed(names: Sequence[str], extra: int = 0) -> c.Rows:
    """Rows of KEYED for names, and `extra` empty rows after them."""
    rows = np.zeros(len(names) + extra, dtype=c.KEYED)
    rows["low"][: len(names)], rows["high"][: len(names)] = keys(names)
    return rows


def _happenings(
    events: Sequence[RiskEvent], plan: RiskPlan, book: ShapeBook, usual_finish: int
) -> c.Happenings:
    """Events, branches, groups and weather as the kernels read them."""
    names = [event.id for event in events]
    rows = _keyed(names)
    rows["limit"] = deviates_of([event.probability for event in events])
    bounds = [
        deviates_of(np.cumsum([a.probability for a in item.alternatives])[:-1]) for item in plan.branches
    ]
    branches = _keyed([branch.id for branch in plan.branches], extra=1)
    branches["first"] = np.concatenate([[0], np.cumsum([len(row) for row in bounds])])
    losses, season, length = _climate(plan.weather, usual_finish)
    weathers = _keyed([sky.id for sky in plan.weather])
    weathers["high"] &= np.uint32(0xFFFFFF00)  # the kernel adds the number of the period
    return c.Happenings(
        events=rows,
        delays=_plain_draws(names, Uncertain.of(event.delay for event in events), book),
        costs=_plain_draws(names, Uncertain.of(event.cost for event in events), book),
        branches=branches,
        bounds=np.concatenate([*bounds, np.zeros(0)]).astype(np.float32),
        groups=_keyed([*(group.id for group in plan.groups), ""]),
        weathers=weathers,
        losses=losses,
        season=season,
        length=length,
    )


def _climate(weather: Sequence[Weather], usual_finish: int) -> tuple[c.Singles, c.Ints, int]:
    """Loss tables, season of each period, minutes of a period; reaches half past the usual finish and a year."""
    if not weather:
        return np.zeros((0, 1, c.NODES + 1), dtype=np.float32), np.zeros(1, dtype=np.int32), 1
    first = weather[0]
    periods = min(int(1.5 * usual_finish / first.period) + 13, _PERIODS_MOST)
    tables = [[loss.quantiles(chance_nodes()) for loss in sky.losses] for sky in weather]
    season = (first.first_season + np.arange(periods)) % len(first.losses)
    return np.array(tables, dtype=np.float32), season.astype(np.int32), first.period
