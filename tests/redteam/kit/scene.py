"""Where an attack plays: what the attacker may know or guess of the place."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

ALIVE: Final = "self.__alive=document.title=/ALIVE/.source"
"""A script that leaves a mark on the page; it needs no quotation marks and no spaces."""

GRADE: Final = (
    "fetch(base_url+'/api/grades?submission_id='+submission_id).then(r=>r.json()).then(all=>all.forEach(g=>{"
    "g.manual_score=g.max_score||9;fetch(base_url+'/api/grade/'+g.id,{method:'PUT',headers:{'X-XSRFToken':"
    "(document.cookie.match('_xsrf=([^;]*)')||[])[1]},body:JSON.stringify(g)})}))"
)
"""A script that gives all points through the formgrader's own address."""


@dataclass(frozen=True)
class Scene:
    """What the attacker knows.

    Attributes
    ----------
    course : Path
        The root of the course on the grader's machine; it could be guessed, so it is given away.
    assignment, student : str
        Whose submission this is, and of what.
    port : int
        Where the attacker listens on the loopback address, for TCP and for UDP.
    abstract : str
        Where he listens on an abstract unix socket (the name without its leading NUL).
    neighbour : str
        An honest student, whose work there is to steal and to spoil.
    descriptor : int
        The number of a file that the grader left open, with a secret in it.
    """

    course: Path
    assignment: str
    student: str
    port: int = 0
    abstract: str = ""
    neighbour: str = "aaron"
    descriptor: int = 77

    @property
    def folder(self) -> Path:
        """The attacker's own submission."""
        return self.course / "gradebook" / "submitted" / self.student / self.assignment

    @property
    def canary(self) -> str:
        """An address that nobody may ever ask for, with the attacker's name in it."""
        return f"http://127.0.0.1:{self.port}/alive/{self.student}"

    def fill(self, code: str) -> str:
        """Put the facts of the scene in the place of ``@COURSE@``, ``@PORT@`` and so on."""
        facts = {
            "COURSE": self.course,
            "ASSIGNMENT": self.assignment,
            "STUDENT": self.student,
            "PORT": self.port,
            "ABSTRACT": self.abstract,
            "NEIGHBOUR": self.neighbour,
            "DESCRIPTOR": self.descriptor,
            "CANARY": self.canary,
            "JS": ALIVE,
            "GRADE": GRADE,
        }
        for name, value in facts.items():
            code = code.replace(f"@{name}@", str(value))
        return code
