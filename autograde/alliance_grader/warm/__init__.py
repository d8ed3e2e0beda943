"""Warm servers: a process that has imported what a course uses, and forks a fresh child for each submission."""

from alliance_grader.sandbox.levels import Level, Sandbox
from alliance_grader.warm.client import Child, Role, ServerGoneError, Warm
from alliance_grader.warm.frames import Limits

__all__ = ["Child", "Level", "Limits", "Role", "Sandbox", "ServerGoneError", "Warm"]
