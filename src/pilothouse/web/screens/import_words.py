"""What the import wizard calls its steps, what a column can be taken as, and the files that it knows."""

from __future__ import annotations

STEPS = ("File", "Columns", "Check", "Done")
WORDS = {
    "ignore": "nothing (left out)",
    "name": "name",
    "code": "code",
    "series": "lasting code",
    "kind": "kind",
    "portfolio": "portfolio",
    "programme": "programme",
    "manager": "led by",
    "effective": "date it holds from",
    "rating_scale": "scale of the rating",
    "rating_manager": "manager's rating",
    "rating_office": "office's rating",
    "budget": "budget",
    "forecast": "forecast",
    "whole_life_cost": "whole-life cost",
    "benefits": "benefits",
    "start": "start",
    "finish": "finish",
    "narrative": "narrative",
}
RECIPES = {
    "uk-major-projects": "a UK major-projects file",
    "uk-major-projects-tidy": "the ten-year file of UK major projects",
}
