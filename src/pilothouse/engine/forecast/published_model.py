"""A forecast model to start from, until an organisation has finished projects of its own to learn from.

Learned from 65 finished, tracked projects with 562 reports between 10 and 90 % done, mostly construction, of
the real-life project database of Ghent University (Batselier and Vanhoucke 2015, IJPM 33(3) 697-710). How to
compute it again, and how true it is on projects it has not seen: docs/reference/forecast-accuracy.md.
"""

from __future__ import annotations

from .combined import ForecastModel

PUBLISHED_MODEL = ForecastModel(
    trust=2.0,
    labour_trust=0.0,
    recovery=1.0,
    pace=0.3,
    cost_base=0.1,
    time_base=1.6,
    cost_scatter=(
        -1.760968, -1.201112, -0.603805, -0.223662, -0.088644, 0.0,
        0.088644, 0.223662, 0.603805, 1.201112, 1.760968,
    ),
    time_scatter=(
        -0.179352, -0.122579, -0.069813, -0.040952, -0.020011, 0.0,
        0.020011, 0.040952, 0.069813, 0.122579, 0.179352,
    ),
    projects=65,
)  # fmt: skip
