"""The critical path by MPXJ's MS Project scheduler, where `mpxj`, `jpype1` and a Java machine are installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pilothouse.engine.bench.made_up_networks import START
from pilothouse.engine.door import optional
from pilothouse.engine.schedule.layout import Int32


def mpxj_run(duration: Int32, before: Int32, after: Int32) -> Callable[[], object]:
    """Date the network with MPXJ, ready to repeat. Raises Missing: MPXJ is not installed."""
    java, _ = optional("jpype"), optional("mpxj")  # the second puts its programs where the machine finds them
    if not java.isJVMStarted():
        java.startJVM()
    here: Any = java.JClass
    minutes, length = here("org.mpxj.TimeUnit").MINUTES, here("org.mpxj.Duration").getInstance
    link = here("org.mpxj.Relation").Builder
    file = here("org.mpxj.ProjectFile")()
    file.setDefaultCalendar(file.addDefaultBaseCalendar())
    tasks = []
    for span in duration.tolist():
        task = file.addTask()
        task.setDuration(length(span, minutes))
        task.setActualDuration(length(0, minutes))
        task.setRemainingDuration(length(span, minutes))
        task.setConstraintType(here("org.mpxj.ConstraintType").AS_SOON_AS_POSSIBLE)
        tasks.append(task)
    for one, other in zip(before.tolist(), after.tolist(), strict=True):
        tasks[other].addPredecessor(link().predecessorTask(tasks[one]))
    start = here("java.time.LocalDateTime").of(START.year, START.month, START.day, START.hour, START.minute)
    scheduler = here("org.mpxj.cpm.MicrosoftScheduler")
    return lambda: scheduler().schedule(file, start)
