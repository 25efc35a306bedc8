"""C14: no query is built from what a request brought: the source may not, and the rules that say so bite."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
import sources

# what a request brings, by the names under which views hold it
GIVEN = {"request", "query", "body", "payload", "GET", "POST", "given", "params"}
RAW = {"extra", "raw", "RawSQL", "RunSQL", "executescript"}
ASKING = {"filter", "exclude", "get", "annotate", "alias", "aggregate", "order_by", "values", "values_list", "update",
          "create", "get_or_create", "update_or_create", "Q", "F"}  # fmt: skip
# SQL that is put together from names of our own, each read by a person
OWN_SQL = {
    "src/pilothouse/cli/doctor.py",  # PRAGMA takes no parameter; two names that stand in the same line
    "src/pilothouse/kernel/caching.py",  # the name of the cache's own table, quoted
    "src/pilothouse/kernel/prepared.py",  # what Django worded itself, with its parameters beside it
    "src/pilothouse/kernel/inserting.py",  # the columns of a model, quoted; every value is a parameter
}


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _brought(node: ast.AST) -> bool:
    return any(
        (isinstance(part, ast.Name) and part.id in GIVEN)
        or (isinstance(part, ast.Attribute) and part.attr in GIVEN)
        for part in ast.walk(node)
    )


def raw_sql(tree: ast.AST) -> Iterator[int]:
    """Lines with SQL that the query layer did not write, other than constant text handed to execute."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if _name(node) in RAW:
            yield node.lineno
        if _name(node) in {"execute", "executemany"} and not isinstance(node.args[0], ast.Constant):
            yield node.lineno


def spread(tree: ast.AST) -> Iterator[int]:
    """Lines where names out of a request become names of columns: `filter(**request…)`, `F(query[…])`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _name(node) not in ASKING:
            continue
        by_name = [k.value for k in node.keywords if k.arg is None]
        if _name(node) in {"F", "order_by", "values", "values_list"}:
            by_name += node.args
        on_request = _name(node) in {"get", "values"} and isinstance(node.func, ast.Attribute)
        if any(_brought(one) for one in by_name) and not (on_request and _brought(node.func)):
            yield node.lineno


SEEDED = {
    raw_sql: ("Risk.objects.extra(where=[x])", "Risk.objects.raw(text)", "found.annotate(n=RawSQL(x, []))",
              "cursor.execute(f'SELECT {x}')", "cursor.execute('SELECT ' + x)", "cursor.execute('%s' % x)",
              "cursor.executemany(sql, rows)"),
    spread: ("Risk.objects.filter(**request.GET.dict())", "Q(**query)", "found.order_by(request.GET['sort'])",
             "found.annotate(n=F(body['segment']))", "found.exclude(**{key: 1 for key in request.GET})",
             "found.values_list(*request.GET.getlist('col'))", "Risk.objects.create(**body)"),
}  # fmt: skip
INNOCENT = (
    "found.filter(uid=request.GET.get('q'))\ncursor.execute('SELECT 1')\nrequest.GET.get(name)\nF('card_id')"
)


@pytest.mark.parametrize("rule", SEEDED)
def test_each_rule_bites_and_bites_nothing_else(rule: object) -> None:
    for text in SEEDED[rule]:  # type: ignore[index]
        assert list(rule(ast.parse(text))) == [1], text  # type: ignore[operator]
    assert list(rule(ast.parse(INNOCENT))) == []  # type: ignore[operator]


def test_the_product_builds_no_query_from_a_request() -> None:
    files = [path for path in sources.python(tests=False) if "src" in path.relative_to(sources.ROOT).parts]

    assert len(files) > 150
    assert {sources.name(p) for p in files if any(raw_sql(sources.tree(p)))} == OWN_SQL
    assert {sources.name(p) for p in files if any(spread(sources.tree(p)))} == set()
