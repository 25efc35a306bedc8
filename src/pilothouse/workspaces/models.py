"""Workspaces: portfolios, programmes, projects and initiatives, and what is known of each by day."""

from pilothouse.workspaces.moving import Moved
from pilothouse.workspaces.standing import Standing
from pilothouse.workspaces.workspace import Workspace

__all__ = ["Moved", "Standing", "Workspace"]
