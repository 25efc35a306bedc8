"""Markdown to safe HTML: no raw HTML, no styles, no ids, links that tell nothing to where they lead."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from pilothouse.kernel.markup import markup

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
TAGS = {
    "p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6",
}  # fmt: skip
TAG = re.compile(r"(<[^>]*>)")
# a link leads to another site, to a mailbox, or to a page of this one
LEADS = re.compile(r"(?:https?://|mailto:)[^\s\"'<>]|[/?#](?![/\\])", re.IGNORECASE)
MENTION = re.compile(r"(?<![\w@.])@([a-z0-9](?:[a-z0-9.]{0,58}[a-z0-9])?)", re.IGNORECASE)


def rich(text: str, told: Collection[str] = ()) -> SafeString:
    """The text as safe HTML; an @mention is marked only when it is of somebody who was told, by these handles."""
    html = _MARKDOWN.render(text[:50_000])
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "*": set()},  # without the star, title and lang would pass on every tag
        attribute_filter=lambda tag, name, value: value if name != "href" or LEADS.match(value) else None,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return markup("".join(part if part.startswith("<") else _marked(part, told) for part in TAG.split(clean)))


def _marked(words: str, told: Collection[str]) -> str:
    """Words between two tags with their mentions marked; inside a tag, such as in a link, an @ is left alone."""

    def mark(found: re.Match[str]) -> str:
        name = found.group(1)
        return f'<span class="mention">@{escape(name)}</span>' if name.lower() in told else found.group()

    return MENTION.sub(mark, words)


def handles(text: str) -> set[str]:
    """The handles that a text mentions."""
    return set(MENTION.findall(text.lower()))
