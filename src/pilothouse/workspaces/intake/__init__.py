"""Reads a portfolio that somebody published or sent: from hostile bytes to a checked draft, no database.

table = read_table(data, "uk_2023.csv")
mapping = guess_mapping(table)
questions = open_questions(table, mapping, answers)
draft = draft_portfolio(table, mapping, answers)
"""

from .draft import (
    DATES,
    MONEY,
    RATINGS,
    DraftCounts,
    DraftFact,
    DraftPlace,
    Kind,
    Measure,
    PortfolioDraft,
    Rating,
    RowProblem,
)
from .drafting import draft_portfolio
from .guessing import guess_mapping
from .mapping import ColumnChoice, Conventions, Mapping, Target
from .previewing import Preview, PreviewCell, PreviewRow, preview
from .questions import Ambiguity, Option, Unanswered, open_questions
from .reading import read_table
from .recognisers import recognise
from .row_errors import errors_csv
from .table import ImportRejected, Table

__all__ = [
    "DATES",
    "MONEY",
    "RATINGS",
    "Ambiguity",
    "ColumnChoice",
    "Conventions",
    "DraftCounts",
    "DraftFact",
    "DraftPlace",
    "ImportRejected",
    "Kind",
    "Mapping",
    "Measure",
    "Option",
    "PortfolioDraft",
    "Preview",
    "PreviewCell",
    "PreviewRow",
    "Rating",
    "RowProblem",
    "Table",
    "Target",
    "Unanswered",
    "draft_portfolio",
    "errors_csv",
    "guess_mapping",
    "open_questions",
    "preview",
    "read_table",
    "recognise",
]
