"""IPython as a notebook's kernel runs it, without kernel, sockets and threads: outputs become nbformat data."""

import builtins
import contextlib
import getpass
import os
import sys
from collections.abc import Iterator
from typing import Any, ClassVar, Final, NoReturn

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from alliance_grader.run.outputs import Outputs, Stream, plain, plain_text
from alliance_grader.run.widgets import Front, Kernel

NO_INPUT: Final = (
    "Nobody is there to type while a notebook is graded; write the value into the cell in place of input()."
)
NO_COMMANDS: Final = "Commands of the system are not run while a notebook is graded."


class _SaidPlainly:
    """An error that is shown as a sentence: where in the grader it was raised helps nobody."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class NobodyTypes(_SaidPlainly, StdinNotImplementedError):  # noqa: N818
    """``input()`` was called."""


class NoCommands(_SaidPlainly, OSError):  # noqa: N818
    """A program was to be started."""


class EndOfCell(BaseException):
    """Raised by ``exit()``: the cell ends, the notebook goes on."""


def _outputs_of(part: Any) -> Outputs:
    outputs: Outputs = part.shell.outputs
    return outputs


class _Publisher(DisplayPublisher):
    """What ``display`` hands its bundles to."""

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,  # noqa: ARG002
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        outputs = _outputs_of(self)
        display_id = (transient or {}).get("display_id")
        data, metadata = plain(data), plain(metadata or {})
        if update:
            if display_id is not None:
                outputs.update(data, metadata, str(display_id))
            return
        outputs.add(
            {"output_type": "display_data", "data": data, "metadata": metadata},
            None if display_id is None else str(display_id),
        )

    def clear_output(self, wait: bool = False) -> None:
        _outputs_of(self).clear(wait)


class _Hook(DisplayHook):
    """What the last expression of a cell goes to."""

    def write_output_prompt(self) -> None:
        self._count = self.prompt_count

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self._bundle = plain(format_dict), plain(md_dict or {})

    def finish_displayhook(self) -> None:
        data, metadata = self.__dict__.pop("_bundle", (None, None))
        if data:
            _outputs_of(self).add(
                {
                    "output_type": "execute_result",
                    "data": data,
                    "metadata": metadata,
                    "execution_count": self._count,
                }
            )
        self._is_active = False


class _Compiler(CachingCompiler):
    """Names cells as the kernel does, but for the number of the process, so that outputs repeat."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:  # noqa: ARG002
        return f"/tmp/ipykernel_1/{_murmur(raw_code.encode(errors='replace'))}.py"  # noqa: S108


def _murmur(data: bytes) -> int:
    """Return the hash that the kernel names a cell by: MurmurHash2 with its seed."""
    factor, low = 0x5BD1E995, 0xFFFFFFFF
    whole = len(data) & ~3
    found = 0xC70F6907 ^ len(data)
    for place in range(0, whole, 4):
        part = int.from_bytes(data[place : place + 4], "little") * factor & low
        part = (part ^ part >> 24) * factor & low
        found = found * factor & low ^ part
    if len(data) & 3:
        found = (found ^ int.from_bytes(data[whole:], "little")) * factor & low
    found = (found ^ found >> 13) * factor & low
    return found ^ found >> 15


class ZMQInteractiveShell(InteractiveShell):
    """The shell. It has the name of the kernel's own, since packages ask for that name to know a notebook."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    compiler_class = Type(_Compiler)
    kernel = Kernel()
    front = Front()
    outputs = front.outputs
    past_python: ClassVar[dict[Any, int]] = {}
    interrupted = False
    cell_limit = 0.0

    def use(self, outputs: Outputs) -> Outputs:
        """Let what is shown go into other outputs; return those of before."""
        kept, self.outputs = self.outputs, outputs
        self.front.outputs = outputs
        return kept

    def init_environment(self) -> None:
        """Leave the environment as it is."""

    def init_virtualenv(self) -> None:
        """Leave the path as it is."""

    def init_hooks(self) -> None:
        """Let help pages go where a kernel sends them: not into the notebook."""
        super().init_hooks()  # type: ignore[no-untyped-call]
        self.set_hook("show_in_pager", lambda *_, **__: None, 99)  # type: ignore[no-untyped-call]

    def ask_exit(self) -> NoReturn:
        """End the cell."""
        raise EndOfCell

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window."""

    def system_piped(self, _: str) -> NoReturn:
        """Refuse: there are no other programs."""
        raise NoCommands(NO_COMMANDS)

    system = system_raw = system_piped

    def getoutput(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: there are no other programs."""
        raise NoCommands(NO_COMMANDS)

    def showtraceback(self, exc_tuple: Any = None, *given: Any, **named: Any) -> None:
        """Show an error; one that the watcher caused is said in a sentence."""
        kind = exc_tuple[0] if exc_tuple else sys.exc_info()[0]
        if kind is not None and issubclass(kind, EndOfCell):
            return
        if self.interrupted and kind is not None and issubclass(kind, KeyboardInterrupt):
            self.interrupted = False
            sentence = f"this cell ran longer than {self.cell_limit:g} seconds and was stopped"
            self._error("TimeoutError", sentence, [f"TimeoutError: {sentence}"])
            return
        super().showtraceback(exc_tuple, *given, **named)

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        lines = [stb] if isinstance(stb, str) else list(stb)
        try:
            said = str(evalue)
        except Exception:
            said = f"<{type(evalue).__name__} that cannot be shown>"
        self._error(str(etype.__name__), said, [str(line) for line in lines])

    def _error(self, ename: str, evalue: str, traceback: list[str]) -> None:
        self.outputs.add(
            {
                "output_type": "error",
                "ename": plain_text(ename),
                "evalue": plain_text(evalue)[:100_000],
                "traceback": [plain_text(line)[:100_000] for line in traceback[:1000]],
            }
        )

    def run(self, cell: int, source: str) -> tuple[list[dict[str, Any]], int | None]:
        """Run a cell; return its outputs and its execution count. Nothing that a cell does is raised here."""
        self.outputs.begin(cell)
        if not source.strip():
            return self.outputs.current, None
        count = self.execution_count
        with self._streams():
            try:
                self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
            except EndOfCell:
                pass
            except BaseException:
                with contextlib.suppress(BaseException):
                    self.showtraceback()
            if self.execution_count == count:
                self.execution_count = count + 1
        for name, descriptor in self.past_python.items():
            # What a library wrote without Python; only its place among the other outputs is not known.
            with contextlib.suppress(OSError):
                self.outputs.stream(name, os.read(descriptor, 1 << 16).decode(errors="replace"))
        return self.outputs.current, count

    def catch_past_python(self) -> None:
        """Catch what libraries write to the process's own streams. What is too much for a pipe is lost."""
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            self.past_python[name], write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
            os.dup2(write, descriptor)
            os.close(write)

    @contextlib.contextmanager
    def _streams(self) -> Iterator[None]:
        kept = sys.stdout, sys.stderr
        # A cell may put something else in their place; the next cell starts afresh all the same.
        sys.stdout, sys.stderr = Stream(self.outputs, "stdout"), Stream(self.outputs, "stderr")
        try:
            yield
        finally:
            sys.stdout, sys.stderr = kept


def make() -> ZMQInteractiveShell:
    """Make the one shell of this process."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.autoindent = False
    # With the lines around each error, IPython reads and colours the source of every library on the way: a third of a
    # second, when a cell of a trainee takes a tenth. Who marks looks at the cell and the last line.
    config.InteractiveShell.xmode = "Plain"
    # tqdm takes the presence of this for a notebook, as in a kernel.
    config.IPKernelApp.tqdm = "as in a kernel"
    shell: ZMQInteractiveShell = ZMQInteractiveShell.instance(config=config)
    shell.front.connect()
    builtins.input = _no_input
    getpass.getpass = _no_input
    return shell


def _no_input(*_: Any, **__: Any) -> NoReturn:
    raise NobodyTypes(NO_INPUT)


def fresh(shell: ZMQInteractiveShell) -> None:
    """Forget what ran in it."""
    shell.reset(new_session=True, aggressive=False)  # type: ignore[no-untyped-call]
    shell.execution_count = 1
    history: Any = shell.history_manager
    history._i = history._ii = history._iii = history._i00 = ""
    shell.use(Outputs())
