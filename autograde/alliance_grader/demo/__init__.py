"""A demonstration: a simulated class works on an assignment and is graded, from start to finish."""

from alliance_grader.demo.run import run_demo
from alliance_grader.demo.students import SimulatedClass, simulated_class, work_on

__all__ = ["SimulatedClass", "run_demo", "simulated_class", "work_on"]
