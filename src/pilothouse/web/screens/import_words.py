"""What the import wizard calls its steps, what a column can be taken as, and the files that it knows."""

from __future__ import annotations

STEPS = ("File", "Columns", "Check", "Done")
RECIPES = {
    "uk-major-projects": "a UK major-projects file",
    "uk-major-projects-tidy": "the ten-year file of UK major projects",
}
