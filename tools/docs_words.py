"""The glossary: each word once, with its unit and symbol, as code, columns, API and pages use it."""

from __future__ import annotations

from dataclasses import dataclass

from docs_registers import table

from pilothouse.kernel.kinds import KINDS, kind_of
from pilothouse.kernel.models import Verb
from pilothouse.kernel.spec import REGISTERS
from pilothouse.registers.risks import BANDS
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.ratings import RATINGS, SCALES

NO_UNIT = "–"


@dataclass(frozen=True)
class Word:
    """A word, what it means here, and its unit and symbol where it is a quantity."""

    word: str
    meaning: str
    unit: str = NO_UNIT
    symbol: str = NO_UNIT


def _bands() -> str:
    words = ("very low", "low", "medium", "high")
    return (
        ", ".join(f"{word} up to {end:.0%}" for word, end in zip(words, BANDS, strict=True))
        + ", then very high"
    )


LANDSCAPE = (
    Word("place", "A node of the tree on which rights and records hang: the office, a portfolio, a project."),
    Word("workspace", "What people see at a place: a portfolio, programme, project or initiative with its leader, "
         "sponsor, aims and facts. Itself a record."),
    Word("office", "The root of a tree: the organisation, shown as Organisation."),
    Word("portfolio", "Work that an organisation pays for and judges together."),
    Word("programme", "Projects led together because only together they change something."),
    Word("project", "One temporary piece of work with a start, a finish and somebody who leads it."),
    Word("initiative", "A small piece of work that is watched but not run as a project."),
    Word("piece of work", "A project or initiative with nothing below it; the landscape counts these.", "pieces"),
    Word("sealed", "A place at which rights given above stop. From outside nothing tells that it is there."),
    Word("landscape", "All workspaces that one may see, as they stood on a day, with roll-ups."),
    Word("roll-up", "The sum over the pieces of work below that the reader may see, one amount for each currency.",
         "money"),
    Word("fact", "Something told about a workspace that holds from a day: a rating, an amount, a date or a text."),
    Word("standing", "All facts that hold for a workspace on a day, worked out from what was told."),
    Word("effective", "The day from which something holds. The slider reads it.", "day"),
    Word("recorded", "The moment at which something was written. Nothing can set it.", "moment"),
    Word("as of", "The day that a page shows; today when the address names none.", "day"),
    Word("over", "Forecast against budget: (forecast − budget) / budget. Empty where currencies differ.", "share",
         "(F − B) / B"),
    Word("moved", "The finish told last less the finish told first; positive is later. Up to 14 days is on time.",
         "days", "Δ finish"),
)  # fmt: skip
RECORDS = (
    Word("register", "A list of one kind of record, such as risks, with everything that follows from its definition."),
    Word("record", "One line of a register. It lies at a place and has a code, an owner and a version."),
    Word("card", "What all records share, one for each: code, title, status, owner, due day. Search, comments, links "
         "and files hang on it."),
    Word("part", "A child row of a record, such as a response to a risk."),
    Word("move", "A step from one status to another, the only way a status changes."),
    Word("owner", "Who minds a record. Exactly one person, or nobody yet."),
    Word("author", "Who raised a record; set once."),
    Word("actionee", "Who does one response."),
    Word("own item", "A record of which one is owner, author or actionee; each register says which of these count."),
    Word("version", "How often a record was written; 1 when raised.", "count"),
    Word("change-set", "Everything that one press of a button wrote, with who, on whose behalf, through which door and "
         "why. It can be taken back whole."),
    Word("door", "The way by which something was written: web, api, import, command line, worker."),
    Word("escalation", "A record lifted to the level above, where it is seen as well; never a copy."),
    Word("trash", "Where removed records wait to be restored."),
    Word("seal (of history)", "A signature over a stretch of history; its head can be kept elsewhere as an anchor."),
)  # fmt: skip
RISKS = (
    Word("threat", "A risk that would hurt if it happened."),
    Word("opportunity", "A risk that would help if it happened."),
    Word("cause, event, effect", "Because of this, that may happen, and would lead to the other."),
    Word("probability", "The chance that it happens.", "share, 0 to 1", "p"),
    Word("probability step", f"The probability on five steps: {_bands()}.", "step, 1 to 5", "S"),
    Word("impact", "How much it would matter.", "step, 1 to 5", "I"),
    Word("cost if it happens", "What it would cost, or bring, if it happened.", "money", "c"),
    Word("expected cost", "Probability × cost if it happens, to the penny (field `exposure`).", "money", "p × c"),
    Word("score", "Probability step × impact; 0 while either is missing.", "1 to 25", "S × I"),
    Word("inherent", "Before anything is done about it."),
    Word("now", "After what has been done so far (fields `residual_…`)."),
    Word("target", "Where it should be once all responses have worked."),
    Word("proximity", "How soon it may happen: imminent, within the stage, within the project, beyond it."),
    Word("contingency held", "Money set aside for this risk.", "money"),
)  # fmt: skip
HOW = {
    "text": ("one line", "`Pumps arrive late`", "string", NO_UNIT),
    "long text": ("Markdown", "`**Late**, says the supplier.`", "string", NO_UNIT),
    "choice": ("the word or its value", "`Threat` or `threat`", "string", NO_UNIT),
    "step": ("the word or its number", "`High` or `4`", "integer", "step, 1 to 5"),
    "date": ("year, month, day", "`2027-03-31`", "string", "day"),
    "money": ("a plain or grouped amount", "`1,250,000.50`", "string, a bare decimal", "the record's currency"),
    "share": ("a share or per cent", "`0.4` or `40 %`", "number", "0 to 1"),
    "number": ("a whole number", "`42`", "integer", "count; days where the name says so"),
    "yes or no": ("yes or no", "`yes`", "boolean", NO_UNIT),
    "person": ("chosen from a list; by id elsewhere", "`k3xw…`", "object with `id`, `name`; sent as the id", NO_UNIT),
    "record": ("chosen from a list; by id elsewhere", "`k3xw…`", "object with `id`, `title`; sent as the id", NO_UNIT),
    "place": ("chosen when the record is raised", "`k3xw…`", "object with `id`, `name`", NO_UNIT),
    "time": ("never typed", "`2027-03-31T14:02:00+00:00`", "string", "moment, UTC"),
}  # fmt: skip
UNITS = {
    "money": "money of the workspace's currency",
    "day": "day",
    "rating": "step of its scale",
    "text": NO_UNIT,
}


def _words(title: str, words: tuple[Word, ...]) -> list[str]:
    lines = ((f"**{w.word}**", w.meaning, w.unit, w.symbol) for w in words)
    return [f"## {title}", "", *table(("word", "meaning", "unit", "symbol"), lines)]


def _measures() -> list[str]:
    lines = [
        (f"`{m.name}`", m.label, m.kind, UNITS[m.kind], str(Verb(m.verb).label)) for m in MEASURES.values()
    ]
    steps = {value: f"{count} steps" for count, scale in sorted(SCALES.items()) for value in scale}
    both = {v: "5 and 3 steps" if v in SCALES[3] else "5 steps" for v in SCALES[5]}
    ratings = [(f"`{r.value}`", r.word, both.get(r.value, steps.get(r.value, "either"))) for r in RATINGS]
    return [
        "## Measures of a workspace", "", *table(("name", "heading", "kind", "unit", "right to tell it"), lines),
        "## Ratings", "", *table(("value", "word", "scale"), ratings),
    ]  # fmt: skip


def _kinds() -> list[str]:
    found = dict.fromkeys(kind.name for kind in (*KINDS.values(), *_used()))
    lines = [(name, *HOW[name]) for name in found]
    return ["## Kinds of value", "", *table(("kind", "typed as", "such as", "in JSON", "unit"), lines)]


def _used() -> list[object]:
    return [
        kind_of(spec.field(name))
        for spec in REGISTERS.values()
        for name in (*spec.columns, *spec.form_fields)
    ]


def _fields() -> list[str]:
    lines = []
    for spec in REGISTERS.values():
        names = dict.fromkeys((*spec.columns, *spec.form_fields, *(c.name for c in spec.computed)))
        for name in names:
            kind = spec.kind(name).name
            lines.append((f"`{name}`", spec.label(name), spec.title, kind, HOW[kind][3]))
    lines.sort(key=lambda line: (line[0], line[2]))
    return [
        "## Fields", "", "The same name in code, column, file and API.", "",
        *table(("name", "heading", "register", "kind", "unit"), lines),
    ]  # fmt: skip


def glossary() -> str:
    """Each word, kind of value, measure, rating and field with its unit and symbol."""
    lines = [
        "# Glossary",
        "",
        "One word for one thing. Code, columns, files, the API and these pages use it and no other.",
        "",
        *_words("The landscape", LANDSCAPE),
        *_words("Records", RECORDS),
        *_words("Risks", RISKS),
        *_measures(),
        *_kinds(),
        *_fields(),
    ]
    return "\n".join(lines).rstrip() + "\n"
