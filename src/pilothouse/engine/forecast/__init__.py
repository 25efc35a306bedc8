"""What a project will cost and when it will end, with honest intervals around both."""

from .combined import Forecast, ForecastModel, combined_forecast, fit_forecast
from .history import History, joined_history, project_history
from .milestone_trend import MilestoneTrend, Trend, milestone_trend
from .proposal import OutsideView, outside_view
from .published_model import PUBLISHED_MODEL
from .reference_classes import REFERENCE_CLASSES, ReferenceClass, own_reference_class, reference_class

__all__ = [
    "PUBLISHED_MODEL",
    "REFERENCE_CLASSES",
    "Forecast",
    "ForecastModel",
    "History",
    "MilestoneTrend",
    "OutsideView",
    "ReferenceClass",
    "Trend",
    "combined_forecast",
    "fit_forecast",
    "joined_history",
    "milestone_trend",
    "outside_view",
    "own_reference_class",
    "project_history",
    "reference_class",
]
