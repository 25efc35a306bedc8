"""Speed of the critical path: full semantics and plain, beside bandwidth, NumPy and networkx; scaling and memory."""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Callable

import numpy as np

from pilothouse.engine.bench.figures import Figure
from pilothouse.engine.bench.made_up_networks import (
    SOUND,
    WILD,
    Mix,
    full_network,
    made_up_links,
    made_up_spans,
)
from pilothouse.engine.bench.peers import layers, networkx_critical_path, networkx_graph, numpy_by_layer
from pilothouse.engine.bench.timing import Effort, Spent, interleaved
from pilothouse.engine.door import kernels
from pilothouse.engine.schedule.dates import passes, schedule_columns
from pilothouse.engine.schedule.plain import PlainNetwork, plain_cpm, plain_network

CEILINGS = "pilothouse.engine.bench.ceiling_kernels"
MILLION, TEN_THOUSAND = 1_000_000, 10_000
GOALS = {MILLION: 50.0, TEN_THOUSAND: 1.0}  # milliseconds
FULL_BYTES = (
    110 + 12 * 2 * 2
)  # a task read or written at the least in both passes: rows, dates, its two links


def full_run(tasks: int, mix: Mix) -> Callable[[], object]:
    """Both passes, ready to repeat over the same memory."""
    laid, dates = schedule_columns(full_network(tasks, mix))
    return lambda: passes(laid, dates)


def plain_run(net: PlainNetwork) -> Callable[[], object]:
    """Both plain passes, ready to repeat over the same memory."""
    n = len(net.duration) + 1
    into = (np.empty(n, np.int32), np.empty(n, np.int32))
    return lambda: plain_cpm(net, into)


def triad_run(size: int) -> Callable[[], object]:
    """Move so many bytes as memory allows: two arrays read, one written."""
    to, one, other = (np.ones(max(1, size // 12), np.float32) for _ in range(3))
    triad = kernels(CEILINGS).triad
    return lambda: triad(to, one, other, np.float32(2))


def _ms(spent: Spent) -> tuple[float, float]:
    return 1000 * spent.wall, 1000 * spent.processor


def cpm(effort: Effort) -> list[Figure]:
    """Full critical path of a million and of ten thousand tasks."""
    found = []
    for tasks in (TEN_THOUSAND,) if effort.quick else (TEN_THOUSAND, MILLION):
        links, spans = made_up_links(tasks), made_up_spans(tasks)
        net = layers(spans, *links)
        actions = {mix.name: full_run(tasks, mix) for mix in (SOUND, WILD)}
        actions["bandwidth"] = triad_run(FULL_BYTES * tasks)
        actions["numpy"] = functools.partial(numpy_by_layer, net)
        spent = interleaved(actions, effort.pick(11, 21))
        for mix in (SOUND, WILD):
            wall, processor = _ms(spent[mix.name])
            figure = Figure(
                case="cpm",
                what=f"Full critical path, {tasks:,} tasks, {mix.name}",
                unit="ms",
                value=wall,
                processor=processor,
                goal=GOALS[tasks],
                ceiling=_ms(spent["bandwidth"])[0],
                ceiling_of="the bytes it must move, over bandwidth",
                note=f"{mix.typed:.0%} of links not FS, {mix.lagged:.0%} with a lag, 4 calendars, "
                f"{mix.constrained:.0%} of tasks constrained",
            )
            found.append(figure)
        found.append(_peer(f"NumPy by layer, plain links, {tasks:,} tasks", spent["numpy"]))
    return [*found, _networkx()]


def _peer(what: str, spent: Spent) -> Figure:
    wall, processor = _ms(spent)
    return Figure(
        case="cpm", what=what, unit="ms", value=wall, processor=processor, note="a peer, to compare"
    )


def _networkx() -> Figure:
    graph = networkx_graph(made_up_spans(TEN_THOUSAND), *made_up_links(TEN_THOUSAND))
    spent = interleaved({"networkx": lambda: networkx_critical_path(graph)}, 3)["networkx"]
    return _peer(f"networkx, plain links, {TEN_THOUSAND:,} tasks", spent)


def plain(effort: Effort) -> list[Figure]:
    """The plain critical path over the bandwidth of the same run."""
    tasks = 100_000 if effort.quick else MILLION
    net = plain_network(made_up_spans(tasks), *made_up_links(tasks))
    spent = interleaved(
        {"plain": plain_run(net), "bandwidth": triad_run(net.bytes_least)}, effort.pick(21, 61)
    )
    wall, processor = _ms(spent["plain"])
    limit, limit_processor = _ms(spent["bandwidth"])
    return [
        Figure(
            case="plain",
            what=f"Plain critical path, {tasks:,} tasks",
            unit="ms",
            value=wall,
            processor=processor,
        ),
        Figure(
            case="plain",
            what=f"Plain critical path over the bandwidth limit, {tasks:,} tasks",
            unit="times",
            value=wall / limit,
            processor=processor / limit_processor,
            goal=1.5,
            ceiling=1.0,
            ceiling_of=f"{net.bytes_least / 1e6:.0f} MB at {net.bytes_least / limit / 1e6:.1f} GB/s, triad, one thread",
        ),
    ]


def scaling(effort: Effort) -> list[Figure]:
    """Nanoseconds a task from a thousand tasks to a million."""
    sizes = [1_000, TEN_THOUSAND, 100_000, *([] if effort.quick else [MILLION])]
    times = {n: max(1, 100_000 // n) for n in sizes}  # a small network is run often enough to be timed
    spent = interleaved({str(n): _often(full_run(n, SOUND), times[n]) for n in sizes}, effort.pick(9, 15))
    each = {n: 1e9 * spent[str(n)].processor / (n * times[n]) for n in sizes}
    wall = {n: 1e9 * spent[str(n)].wall / (n * times[n]) for n in sizes}
    words = ", ".join(f"{n:,}: {value:.0f}" for n, value in each.items())
    return [
        Figure(
            case="scaling",
            what=f"Full critical path, dearest over cheapest task from {sizes[0]:,} to {sizes[-1]:,}",
            unit="times",
            value=max(wall.values()) / min(wall.values()),
            processor=max(each.values()) / min(each.values()),
            goal=2.0,
            note=f"processor nanoseconds a task at {words}",
        )
    ]


def _often(action: Callable[[], object], times: int) -> Callable[[], object]:
    def run() -> None:
        for _ in range(times):
            action()

    return run


_PEAK = "int(next(r for r in open('/proc/self/status') if r.startswith('{}')).split()[1])"
_WEIGH = """
import numpy as np
{before}
start = {now}
{code}
print(({peak} - start) * 1024 / {tasks})
"""


def memory(effort: Effort) -> list[Figure]:
    """Peak memory a task, in a process of its own; the code runs once on a small case before counting."""
    tasks = 100_000 if effort.quick else MILLION
    plan = 10_000
    network = "from pilothouse.engine.bench.critical_path import full_run, SOUND; full_run({}, SOUND)()"
    futures = (
        "from pilothouse.engine.risk import simulate; from pilothouse.engine.risk.generator import "
        "generate_risk_plan; simulate(generate_risk_plan({}), futures={}, threads=2)"
    )
    cases = {
        f"Full critical path with its layout, {tasks:,} tasks": (
            tasks,
            network.format(100),
            network.format(tasks),
        ),
        f"Simulation, {plan:,} tasks, 10,000 futures, 2 threads": (
            plan,
            futures.format(100, 200),
            futures.format(plan, 10_000),
        ),
    }
    return [_weighed(what, *case) for what, case in cases.items()]


def _weighed(what: str, tasks: int, before: str, code: str) -> Figure:
    script = _WEIGH.format(
        before=before, code=code, tasks=tasks, now=_PEAK.format("VmRSS"), peak=_PEAK.format("VmHWM")
    )
    # 2026-11-22: our own interpreter and code, no shell
    done = subprocess.run(  # noqa: S603  # nosec B603
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    note = "peak of resident memory above that of the loaded program"
    return Figure(case="memory", what=what, unit="bytes a task", value=float(done.stdout), note=note)
