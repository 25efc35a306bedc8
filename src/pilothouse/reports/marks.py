"""Ratings, money and trends as marks on a page: word, shape and colour together, never colour alone."""

from __future__ import annotations

from datetime import date
from html import escape

from django.utils.safestring import SafeString

from pilothouse.kernel.kinds import DASH, nice_day
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Fact
from pilothouse.kernel.money import exact_money, short_money
from pilothouse.kernel.richtext import rich
from pilothouse.reports.landscape import LATE_DAYS, Landscape
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.ratings import BY_MARK, BY_VALUE, worsened

DAYS_A_MONTH = 30.4375
LEVELS = {"g": 0.0, "ag": 0.25, "a": 0.5, "ar": 0.75, "r": 1.0}


def rating_mark(value: str, *, title: str = "", before: str = "") -> str:
    """A rating as shape and word, with an arrow when it moved since the one before."""
    rating = BY_VALUE.get(value)
    if rating is None:
        return DASH
    moved = worsened(before, value)
    arrow = ""
    if moved:
        icon, word = ("dn", "worsening") if moved > 0 else ("up", "improving")
        arrow = f'<svg class="tr" role="img" aria-label="{word}"><use href="#i-{icon}"/></svg>'
    hover = f' title="{escape(title)}"' if title else ""
    shape = f'<svg class="ri {rating.mark}" aria-hidden="true"><use href="#i-{rating.mark}"/></svg>'
    return f'<span class="rate"{hover}>{shape}{rating.word}{arrow}</span>'


def history_of(trend: str) -> list[tuple[str, str]]:
    """The stored trend as pairs of day and mark."""
    return [(day, mark) for day, _, mark in (item.partition("=") for item in trend.split(",") if item)]


def previous_rating(trend: str) -> str:
    """The rating before the last one, as a value; empty when there is none."""
    told = history_of(trend)
    return BY_MARK[told[-2][1]].value if len(told) > 1 and told[-2][1] in BY_MARK else ""


def _point(mark: str, x: float) -> str:
    if mark not in LEVELS:
        return f'<rect class="pt {mark}" x="{x - 1.5:g}" y="7.5" width="3" height="3"/>'
    y = 3.5 + 11 * LEVELS[mark]
    if mark in {"g", "ag"}:
        return f'<circle class="pt {mark}" cx="{x:g}" cy="{y:g}" r="2"/>'
    if mark == "a":
        return f'<path class="pt a" d="M{x:g} {y - 2.5:g}l2.5 4.6h-5z"/>'
    return f'<rect class="pt {mark}" x="{x - 2:g}" y="{y - 2:g}" width="4" height="4"/>'


def sparkline(trend: str) -> str:
    """The last twelve ratings as a small line, best on top, with its words for those who do not see it."""
    told = history_of(trend)
    if not told:
        return ""
    step = 6.0
    first = 72 - step * len(told) + step / 2
    marks = "".join(_point(mark, first + step * at) for at, (_, mark) in enumerate(told))
    words = ", ".join(f"{day[:7]} {BY_MARK[mark].word if mark in BY_MARK else mark}" for day, mark in told)
    label = f"Last {len(told)} ratings: {words}"
    lanes = '<path class="lane" d="M0 3.5H72M0 9H72M0 14.5H72"/>'
    return (
        f'<svg class="hist" viewBox="0 0 72 18" role="img" aria-label="{escape(label)}">{lanes}{marks}</svg>'
    )


def money_sum(by_currency: dict[str, int]) -> str:
    """An amount, or one for each currency, shortened, exact on hover."""
    if not by_currency:
        return DASH
    exact = " + ".join(exact_money(a, c) for c, a in sorted(by_currency.items()))
    short = " + ".join(short_money(a, c) for c, a in sorted(by_currency.items()))
    return f'<data value="{next(iter(by_currency.values()))}" title="{escape(exact)}">{escape(short)}</data>'


def day_mark(day: date | None) -> str:
    """A day, short."""
    return f'<time datetime="{day.isoformat()}">{nice_day(day)}</time>' if day else DASH


def share_mark(share: float | None) -> str:
    """A share with its sign: +6 %, −2 %; below one in a hundred with a decimal, so that little is not nothing."""
    if share is None:
        return DASH
    if abs(share) < 0.0005:
        return "0 %"
    return f"{share * 100:+.{0 if abs(share) >= 0.0095 else 1}f} %".replace("-", "−")


def _months(days: int) -> int:
    """How many months a finish moved, either way; 0 is on time."""
    return 0 if abs(days) < LATE_DAYS else max(1, round(abs(days) / DAYS_A_MONTH))


def slip_words(days: int | None) -> str:
    """How far a finish moved, in words a board reads: 3 months later."""
    if days is None:
        return ""
    if not _months(days):
        return "on time"
    years, months = divmod(_months(days), 12)
    spans = ((years, "year"), (months, "month"))
    span = " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in spans if n)
    return f"{span} {'later' if days > 0 else 'earlier'}"


def slip_mark(days: int | None) -> str:
    """How far a finish moved, for a column: +31 months, its words where one points."""
    if days is None:
        return DASH
    if not (months := _months(days)):
        return "on time"
    sign, unit = "+" if days > 0 else "−", "month" if months == 1 else "months"
    return f'<span title="{slip_words(days)}">{sign}{months} {unit}</span>'


def left_out_words(found: Landscape) -> str:
    """What a landscape leaves out: "12 not told of for a year, 3 not told of yet"; "" when nothing."""
    parts = ((found.stale, "not told of for a year"), (found.untold, "not told of yet"))
    return ", ".join(f"{n:,} {words}" for n, words in parts if n)


def fact_mark(fact: Fact) -> SafeString:
    """What one fact says: a rating as a mark, an amount in full, a day, or words."""
    kind = MEASURES[fact.measure].kind if fact.measure in MEASURES else "text"
    if kind == "rating" and fact.word:
        scale = f' <span class="sub">of {fact.scale} steps</span>' if fact.scale else ""
        return markup(rating_mark(fact.word) + scale)
    if kind == "money" and fact.amount is not None:
        return markup(exact_money(fact.amount, fact.currency))
    if kind == "day" and fact.day:
        return markup(nice_day(fact.day))
    if kind in {"money", "day", "rating"}:
        return markup(escape(fact.note) or "–")
    topic = f"<b>{escape(topic_words(fact.word))}</b> " if fact.word else ""
    return markup(f"{topic}{rich(fact.note)}")


def topic_words(topic: str) -> str:
    """What a narrative is about, in the words of the page: "Whole-life cost", "Schedule"."""
    return MEASURES[topic].label if topic in MEASURES else topic.replace("_", " ").capitalize()


def fact_why(fact: Fact) -> str:
    """What was said to a rating, as HTML; "" for other facts, whose words are their value."""
    rated = fact.measure in MEASURES and MEASURES[fact.measure].kind == "rating" and fact.word
    return escape(fact.note) if rated else ""
