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
    cost_scatter=(
        -0.318561, -0.237079, -0.122258, -0.052154, -0.012781, 0.0,
        0.009069, 0.034451, 0.065544, 0.148001, 0.219177,
    ),
    time_scatter=(
        -0.222302, -0.142416, -0.088877, -0.049118, -0.021345, 0.006308,
        0.052804, 0.087672, 0.136685, 0.241801, 0.315673,
    ),
    projects=65,
)  # fmt: skip
