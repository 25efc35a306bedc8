"""Moments as whole minutes since 1 January 1900, the one clock face inside the engine.

Datetimes live at the surface; every array of instants holds these minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

EPOCH = datetime(1900, 1, 1)
FIRST = EPOCH
LAST = datetime(2200, 1, 1)  # the first minute that is out of range
MINUTES_A_DAY = 1440
LAST_MINUTE = (LAST - EPOCH).days * MINUTES_A_DAY


def minute(moment: datetime, what: str = "a date") -> int:
    """Whole minutes from the start of 1900 to a moment.

    Raises ValueError: outside 1900–2199, with a time zone, or not on a whole minute; `what` names it.
    """
    if moment.tzinfo is not None:
        raise ValueError(f"{what} has a time zone ({moment.isoformat()}); a plan keeps local working time.")
    if moment.second or moment.microsecond:
        raise ValueError(f"{what} is not on a whole minute: {moment.isoformat()}.")
    if not FIRST <= moment < LAST:
        raise ValueError(f"{what} lies outside 1900–2199: {moment.isoformat(sep=' ', timespec='minutes')}.")
    return int((moment - EPOCH) // timedelta(minutes=1))


def moment(minutes: int) -> datetime:
    """The date and time that is so many minutes after the start of 1900."""
    return EPOCH + timedelta(minutes=int(minutes))
