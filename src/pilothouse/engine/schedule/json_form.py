"""A network as plain JSON values, and back: the form that files, the command line and other programs use.

Described for readers in docs/reference/network-json.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pilothouse.engine.schedule.calendar import (
    DAYS,
    STANDARD,
    Calendar,
    Day,
    ExceptionDays,
    OtherWeek,
    Week,
)
from pilothouse.engine.schedule.network import (
    Constraint,
    Lag,
    LagCalendar,
    LagKind,
    Link,
    LinkType,
    Network,
    Progress,
    ProgressMode,
    Split,
    Task,
)

Json = dict[str, Any]
MINUTES_A_DAY_OF_WORK = 480
UNITS = {"m": 1, "h": 60}

NETWORK_KEYS = (
    "start",
    "finish",
    "status_date",
    "progress",
    "lag_calendar",
    "honour_constraints",
    "critical_float",
    "minutes_a_day",
    "calendar",
    "calendars",
    "tasks",
    "links",
)
TASK_KEYS = (
    "id",
    "name",
    "duration",
    "elapsed",
    "calendar",
    "parent",
    "milestone",
    "constraint",
    "constraint_date",
    "deadline",
    "manual_start",
    "manual_finish",
    "splits",
    "actual_start",
    "actual_finish",
    "remaining",
)
LINK_KEYS = ("from", "to", "type", "lag", "lag_kind", "lag_calendar")
CALENDAR_KEYS = ("name", "week", "other_weeks", "exceptions")


def network_from_json(value: Mapping[str, Any]) -> Network:
    """Read a network. Raises ValueError: a key or value that the form does not know, or a bad network."""
    _known(value, NETWORK_KEYS, "The network", needs=("start", "tasks"))
    day = int(value.get("minutes_a_day", MINUTES_A_DAY_OF_WORK))
    calendars = tuple(_calendar(item) for item in value.get("calendars", ()))
    name = value.get("calendar", calendars[0].name if calendars else STANDARD.name)
    return Network(
        start=_required_moment(value["start"]),
        tasks=tuple(_task(item, day) for item in value["tasks"]),
        links=tuple(_link(item, day) for item in value.get("links", ())),
        calendars=calendars or (STANDARD,),
        calendar=name,
        finish=_moment(value.get("finish")),
        status_date=_moment(value.get("status_date")),
        progress_mode=_one_of(ProgressMode, value.get("progress", "retained")),
        lag_calendar=_one_of(LagCalendar, value.get("lag_calendar", "successor")),
        honour_constraints=bool(value.get("honour_constraints", True)),
        critical_float=minutes(value.get("critical_float", 0), day=day),
    )


def network_to_json(network: Network) -> Json:
    """Write a network; reading it back gives an equal one. What holds its default is left out of tasks."""
    return {
        "start": _text(network.start),
        "finish": _text(network.finish),
        "status_date": _text(network.status_date),
        "progress": network.progress_mode.value,
        "lag_calendar": network.lag_calendar.value,
        "honour_constraints": network.honour_constraints,
        "critical_float": network.critical_float,
        "calendar": network.calendar,
        "calendars": [_calendar_to_json(calendar) for calendar in network.calendars],
        "tasks": [_task_to_json(task) for task in network.tasks],
        "links": [_link_to_json(link) for link in network.links],
    }


def minutes(value: Any, *, day: int = MINUTES_A_DAY_OF_WORK) -> int:
    """Minutes from a number of minutes, or from text such as "3d 4h 30m"; a day is `day` minutes, a week five."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    units = {**UNITS, "d": day, "w": 5 * day}
    text = str(value).strip()
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*([mhdw])", text)
    if not parts or not re.fullmatch(r"-?\s*(\d+(?:\.\d+)?\s*[mhdw]\s*)+", text):
        raise ValueError(f"{value!r} is not a length of time: give minutes, or text such as '3d 4h 30m'.")
    total = round(sum(float(number) * units[unit] for number, unit in parts))
    return -total if text.startswith("-") else total


def _known(value: Any, keys: tuple[str, ...], what: str, *, needs: Iterable[str] = ()) -> None:
    if not isinstance(value, Mapping):
        raise ValueError(f"{what} is not an object with keys, but {type(value).__name__}.")
    for key in value:
        if key not in keys:
            raise ValueError(f"{what} has no key {key!r}; it has: {', '.join(sorted(keys))}.")
    for key in needs:
        if key not in value:
            raise ValueError(f"{what} lacks {key!r}.")


def _one_of(enum: Any, value: Any) -> Any:
    try:
        return enum(value)
    except ValueError:
        known = ", ".join(str(item.value) for item in enum)
        raise ValueError(f"{value!r} is not one of: {known}.") from None


def _required_moment(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is not a date and time such as 2026-01-31T08:00.") from None


def _moment(value: Any) -> datetime | None:
    return None if value is None else _required_moment(value)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="minutes")


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _shifts(value: Iterable[str]) -> Day:
    found = []
    for text in value:
        match = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", str(text))
        if match is None:
            raise ValueError(f"{text!r} is not a shift such as 08:00-12:00.")
        hours = [int(part) for part in match.groups()]
        found.append((hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]))
    return tuple(found)


def _shifts_to_json(day: Day) -> list[str]:
    return [f"{_clock(start)}-{_clock(finish)}" for start, finish in day]


def _week(value: Mapping[str, Any]) -> Week:
    _known(value, DAYS, "A week")
    mon, tue, wed, thu, fri, sat, sun = (_shifts(value.get(day, ())) for day in DAYS)
    return mon, tue, wed, thu, fri, sat, sun


def _week_to_json(week: Week) -> Json:
    return {name: _shifts_to_json(day) for name, day in zip(DAYS, week, strict=True) if day}


def _span(value: Mapping[str, Any], key: str) -> tuple[date, date]:
    _known(value, ("first", "last", key), "A span of days", needs=("first",))
    first = _required_moment(value["first"]).date()
    return first, _required_moment(value.get("last", value["first"])).date()


def _calendar(value: Mapping[str, Any]) -> Calendar:
    _known(value, CALENDAR_KEYS, "A calendar", needs=("name", "week"))
    return Calendar(
        name=value["name"],
        week=_week(value["week"]),
        other_weeks=tuple(
            OtherWeek(*_span(other, "week"), _week(other.get("week", {})))
            for other in value.get("other_weeks", ())
        ),
        exceptions=tuple(
            ExceptionDays(*_span(days, "shifts"), _shifts(days.get("shifts", ())))
            for days in value.get("exceptions", ())
        ),
    )


def _calendar_to_json(calendar: Calendar) -> Json:
    return {
        "name": calendar.name,
        "week": _week_to_json(calendar.week),
        "other_weeks": [
            {"first": str(other.first), "last": str(other.last), "week": _week_to_json(other.week)}
            for other in calendar.other_weeks
        ],
        "exceptions": [
            {"first": str(days.first), "last": str(days.last), "shifts": _shifts_to_json(days.shifts)}
            for days in calendar.exceptions
        ],
    }


def _task(value: Mapping[str, Any], day: int) -> Task:
    _known(value, TASK_KEYS, "A task", needs=("id",))
    started, finished = _moment(value.get("actual_start")), _moment(value.get("actual_finish"))
    if started is None and (finished is not None or "remaining" in value):
        raise ValueError(f"Task {value['id']}: an actual finish or work remaining needs an actual start.")
    remaining = None if value.get("remaining") is None else minutes(value["remaining"], day=day)
    return Task(
        id=str(value["id"]),
        name=str(value.get("name", "")),
        duration=minutes(value.get("duration", 0), day=day),
        elapsed=bool(value.get("elapsed", False)),
        calendar=str(value.get("calendar", "")),
        parent=str(value.get("parent", "")),
        milestone=bool(value.get("milestone", False)),
        constraint=_one_of(Constraint, value.get("constraint", "ASAP")),
        constraint_date=_moment(value.get("constraint_date")),
        deadline=_moment(value.get("deadline")),
        manual_start=_moment(value.get("manual_start")),
        manual_finish=_moment(value.get("manual_finish")),
        splits=tuple(_split(split, day) for split in value.get("splits", ())),
        progress=None
        if started is None
        else Progress(actual_start=started, actual_finish=finished, remaining=remaining),
    )


def _split(value: Mapping[str, Any], day: int) -> Split:
    _known(value, ("after", "pause"), "A split", needs=("after", "pause"))
    return Split(minutes(value["after"], day=day), minutes(value["pause"], day=day))


def _task_to_json(task: Task) -> Json:
    done = task.progress
    full: Json = {
        "id": task.id,
        "name": task.name,
        "duration": task.duration,
        "elapsed": task.elapsed,
        "calendar": task.calendar,
        "parent": task.parent,
        "milestone": task.milestone,
        "constraint": "" if task.constraint is Constraint.AS_SOON_AS_POSSIBLE else task.constraint.value,
        "constraint_date": _text(task.constraint_date),
        "deadline": _text(task.deadline),
        "manual_start": _text(task.manual_start),
        "manual_finish": _text(task.manual_finish),
        "splits": [{"after": split.after, "pause": split.pause} for split in task.splits],
        "actual_start": None if done is None else _text(done.actual_start),
        "actual_finish": None if done is None else _text(done.actual_finish),
    }
    written = {key: value for key, value in full.items() if value or key in ("id", "duration")}
    if done is not None and done.remaining is not None:
        written["remaining"] = done.remaining
    return written


def _link(value: Mapping[str, Any], day: int) -> Link:
    _known(value, LINK_KEYS, "A link", needs=("from", "to"))
    kind = _one_of(LagKind, value.get("lag_kind", "working"))
    lag = value.get("lag", 0)
    amount = int(lag) if kind is LagKind.PERCENT else minutes(lag, day=day)
    return Link(
        str(value["from"]),
        str(value["to"]),
        _one_of(LinkType, value.get("type", "FS")),
        Lag(amount, kind, str(value.get("lag_calendar", ""))),
    )


def _link_to_json(link: Link) -> Json:
    written: Json = {"from": link.predecessor, "to": link.successor, "type": link.type.value}
    if link.lag != Lag():
        written |= {"lag": link.lag.amount, "lag_kind": link.lag.kind.value}
    if link.lag.calendar:
        written["lag_calendar"] = link.lag.calendar
    return written
