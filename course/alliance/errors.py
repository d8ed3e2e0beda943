"""The one error of the course: a plain sentence that says what to do."""


class CourseError(Exception):
    """Something the reader can mend, said in one plain sentence.

    The command line prints the sentence and exits with `exit_code`; a notebook shows it without a
    traceback. Raise it for bad input only: a fault of ours keeps its traceback.

    Parameters
    ----------
    sentence : str
        What is wrong and what to do about it.
    exit_code : int, default 2
        What the command line returns: 2 for input that cannot be used, 1 for a check that did not hold.
    """

    def __init__(self, sentence: str, exit_code: int = 2) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code

    def _render_traceback_(self) -> list[str]:
        """Say the sentence alone: IPython calls this in place of printing a traceback."""
        return [str(self)]
