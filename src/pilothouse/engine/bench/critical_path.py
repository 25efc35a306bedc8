"""Speed of the critical path: full semantics and plain, beside bandwidth, NumPy, networkx and MPXJ."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from pilothouse.engine.bench.ceilings import triad_run
from pilothouse.engine.bench.figures import Figure
from pilothouse.engine.bench.made_up_networks import (
    SOUND,
    WILD,
    Mix,
    full_network,
    made_up_links,
    made_up_spans,
)
from pilothouse.engine.bench.mpxj_peer import mpxj_run
from pilothouse.engine.bench.peers import layers, networkx_critical_path, networkx_graph, numpy_by_layer
from pilothouse.engine.bench.timing import Effort, Spent, interleaved
from pilothouse.engine.door import Missing
from pilothouse.engine.schedule.dates import passes, schedule_columns
from pilothouse.engine.schedule.laid import Columns
from pilothouse.engine.schedule.plain import PlainNetwork, plain_cpm, plain_network

MILLION, TEN_THOUSAND = 1_000_000, 10_000
GOALS = {MILLION: 50.0, TEN_THOUSAND: 1.0}  # milliseconds
# bytes of a task read or written at the least in both passes: its span and calendar and its two links, twice; dates
# and float, what predecessors read of them, and of these what the way back reads again
FULL_BYTES = 2 * (6 + 2 * 6) + 9 * 4 + 4 * 4 + 3 * 4


def laid_run(laid: Columns) -> Callable[[], object]:
    """Both passes over columns, ready to repeat over the same memory."""
    dates = passes(laid)
    return lambda: passes(laid, dates)


def full_run(tasks: int, mix: Mix) -> Callable[[], object]:
    """Both passes over a made-up network, ready to repeat."""
    return laid_run(schedule_columns(full_network(tasks, mix))[0])


def plain_run(net: PlainNetwork) -> Callable[[], object]:
    """Both plain passes, ready to repeat over the same memory."""
    n = len(net.duration)
    into = (np.empty(n, np.int32), np.empty(n, np.int32))
    return lambda: plain_cpm(net, into)


def _ms(spent: Spent) -> tuple[float, float]:
    return 1000 * spent.wall, 1000 * spent.processor


def cpm(effort: Effort) -> list[Figure]:
    """Full critical path of a million and of ten thousand tasks, and the peers that do less."""
    found = []
    for tasks in (TEN_THOUSAND,) if effort.quick else (TEN_THOUSAND, MILLION):
        found += _full(tasks, effort)
    return [*found, *_slow_peers(effort)]


def _full(tasks: int, effort: Effort) -> list[Figure]:
    actions: dict[str, Callable[[], object]] = {
        "bandwidth": triad_run(FULL_BYTES * tasks),
        "numpy": functools.partial(numpy_by_layer, layers(made_up_spans(tasks), *made_up_links(tasks))),
    }
    for mix in (SOUND, WILD):
        actions[mix.name] = laid_run(schedule_columns(full_network(tasks, mix))[0])
    spent = interleaved(actions, effort.pick(11, 21))
    found = [_of_mix(mix, tasks, spent[mix.name], spent["bandwidth"]) for mix in (SOUND, WILD)]
    return [*found, _peer(f"NumPy by layer, plain links, {tasks:,} tasks", spent["numpy"])]


def _of_mix(mix: Mix, tasks: int, spent: Spent, bandwidth: Spent) -> Figure:
    wall, processor = _ms(spent)
    return Figure(
        case="cpm",
        what=f"Full critical path, {tasks:,} tasks, {mix.name}, one thread",
        unit="ms",
        value=wall,
        processor=processor,
        goal=GOALS[tasks],
        ceiling=_ms(bandwidth)[0],
        ceiling_of="the bytes it must move, over bandwidth, one thread",
        note=f"{mix.typed:.0%} of links not FS, {mix.lagged:.0%} with a lag, 4 calendars, "
        f"{mix.constrained:.0%} of tasks constrained",
    )


def _peer(what: str, spent: Spent) -> Figure:
    wall, processor = _ms(spent)
    return Figure(
        case="cpm", what=what, unit="ms", value=wall, processor=processor, note="a peer, to compare"
    )


def _slow_peers(effort: Effort) -> list[Figure]:
    """Those that take so long that they are not interleaved with us."""
    plan = made_up_spans(TEN_THOUSAND), *made_up_links(TEN_THOUSAND)
    makers: dict[str, Callable[[], Callable[[], object]]] = {
        "networkx": lambda: functools.partial(networkx_critical_path, networkx_graph(*plan)),
        "MPXJ": lambda: mpxj_run(*plan),
    }
    found = []
    for name, maker in makers.items():
        what = f"{name}, plain links, {TEN_THOUSAND:,} tasks"
        try:
            found.append(_peer(what, interleaved({name: maker()}, effort.pick(3, 7))[name]))
        except Missing as missing:
            found.append(Figure(case="cpm", what=what, unit="ms", value=None, note=str(missing)))
    return found


def plain(effort: Effort) -> list[Figure]:
    """The plain critical path over the bandwidth of the same run."""
    tasks = 100_000 if effort.quick else MILLION
    net = plain_network(made_up_spans(tasks), *made_up_links(tasks))
    spent = interleaved(
        {"plain": plain_run(net), "bandwidth": triad_run(net.bytes_least)}, effort.pick(21, 61)
    )
    wall, processor = _ms(spent["plain"])
    limit, limit_processor = _ms(spent["bandwidth"])
    what, case = f"Plain critical path, {tasks:,} tasks", "plain"
    speed = f"{net.bytes_least / 1e6:.0f} MB at {net.bytes_least / limit / 1e6:.1f} GB/s, triad, one thread"
    counted = "links and durations read, dates written and read, once a pass, 4 bytes each; a write counts once, as in "
    counted += f"the triad; a link takes {net.bytes_of_links} bytes in our layout"
    return [
        Figure(
            case=case, what=what, unit="ms", value=wall, processor=processor, ceiling=limit, ceiling_of=speed
        ),
        Figure(
            case=case,
            what=f"{what}: over the bandwidth limit",
            unit="times",
            value=wall / limit,
            processor=processor / limit_processor,
            goal=1.5,
            ceiling=1.0,
            ceiling_of="the bytes over the bandwidth",
            note=counted,
        ),
    ]
