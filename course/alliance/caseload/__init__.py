"""A simulated caseload: clients, their sessions, and one-line verbs to read them."""

from alliance.caseload.caseload import Caseload
from alliance.caseload.simulate import simulate_caseload
from alliance.caseload.verbs import Finding, compare, mean_of

__all__ = ["Caseload", "Finding", "compare", "mean_of", "simulate_caseload"]
