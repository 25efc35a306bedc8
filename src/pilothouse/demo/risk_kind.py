"""The shape of a kind of risk, from which the demonstration makes many."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RiskKind:
    """One kind of risk: what may happen and why, the first sign of it, and what people do about it.

    texts     : first title, cause, event, effect and early warning; {work} and {supplier} are filled in
    responses : what is done, each with its category
    hurts     : how much it weighs on time, cost, quality and benefits, each from 1 to 5
    fields    : the fields of work it suits; empty is any
    titles    : other words for the first title, so that a long list does not say the same again and again
    """

    category: str
    texts: tuple[str, str, str, str, str]
    responses: tuple[tuple[str, str], ...]
    hurts: tuple[int, int, int, int]
    fields: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
