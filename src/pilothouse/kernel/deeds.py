"""What a change-set did, in the words of people; a move is told by its own label."""

from __future__ import annotations

from pilothouse.kernel.spec import REGISTERS, RegisterSpec

WRITES = {
    "create": "Raised",
    "change": "Changed",
    "remove": "Moved to the trash",
    "restore": "Restored from the trash",
}
OTHERS = {
    "import: portfolio": "Imported",
    "demonstration: remove": "Taken away with the demonstration",
    "workspaces: seal": "Sealed",
    "workspaces: open": "Opened again",
    "access: give": "Gave a role",
    "access: take": "Took a role back",
    "access: delegate": "Let somebody act for them",
    "access: delegation ended": "Ended acting for them",
    "people: invite": "Invited",
    "people: edit": "Edited a person's page",
    "people: close": "Closed somebody's access",
    "people: open": "Opened somebody's access",
    "people: unit": "Added a unit",
    "people: unit removed": "Removed a unit",
    "people: team": "Changed a team",
    "team: new": "Made a team",
    "team: join": "Added to a team",
    "team: leave": "Took out of a team",
    "tokens: make": "Made an API token",
    "tokens: revoke": "Revoked an API token",
    "comment": "Commented",
    "comment: remove": "Removed a comment",
    "link": "Tied two records",
    "link: remove": "Untied two records",
    "attach": "Added a file",
    "attach: remove": "Removed a file",
    "watch": "Began to watch",
    "watch: stop": "Stopped watching",
}
IRREGULAR = {
    "begin": "began", "cancel": "cancelled", "drop": "dropped", "find": "found", "give": "gave", "hold": "held",
    "it": "it", "make": "made", "plan": "planned", "put": "put", "send": "sent", "set": "set", "stop": "stopped",
    "take": "took", "tell": "told", "withdraw": "withdrew", "write": "wrote",
}  # fmt: skip


def done(label: str) -> str:
    """The label of a step, once it is done: “Escalate” is “Escalated”, “Take back” is “Took back”."""
    first, _, rest = label.partition(" ")
    verb = IRREGULAR.get(first.lower()) or _regular(first.lower())
    return f"{verb[:1].upper()}{verb[1:]}{' ' if rest else ''}{rest}"


def _regular(verb: str) -> str:
    if verb.endswith("ed"):
        return verb
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ied"
    return f"{verb}ed"


def _words(action: str) -> str:
    kind, _, what = action.partition(": ")
    spec = REGISTERS.get(kind)
    if spec and what in WRITES:
        return WRITES[what]
    return OTHERS.get(action) or done(_label(spec, what) if spec else what or kind)


def _label(spec: RegisterSpec, name: str) -> str:
    return next((m.label for m in spec.moves if m.name == name), name)


def deed(action: str) -> str:
    """What a change-set did: `risks: escalate` is “Escalated”, the undoing of it “Undone: escalated”."""
    bare, times = action, 0
    while bare.startswith("undo: "):
        bare, times = bare.removeprefix("undo: "), times + 1
    words = _words(bare)
    if not times:
        return words
    return f"{'Undone' if times % 2 else 'Done again'}: {words[:1].lower()}{words[1:]}"
