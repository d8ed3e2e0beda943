"""What a statement of a notebook binds, uses and changes, read off its text: nothing is run."""

import ast
import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

KNOWN_EVERYWHERE: Final = frozenset(vars(builtins)) | {
    "display",
    "get_ipython",
    "__name__",
    "__file__",
    "__doc__",
}

_COMPREHENSIONS: Final = {"listcomp", "setcomp", "dictcomp", "genexpr"}
_CHANGING: Final = frozenset(
    [
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "popitem",
        "clear",
        "sort",
        "reverse",
        "update",
        "setdefault",
        "add",
        "discard",
        "appendleft",
        "popleft",
        "extendleft",
        "rotate",
        "difference_update",
        "intersection_update",
        "symmetric_difference_update",
        "subtract",
        "move_to_end",
        "fill",
        "put",
        "itemset",
        "resize",
        "partition",
        "byteswap",
        "__setitem__",
        "__delitem__",
        "set_index_in_place",
    ]
)
_CHANGING_FIRST: Final = frozenset(
    [
        "shuffle",
        "heapify",
        "heappush",
        "heappop",
        "heapreplace",
        "insort",
        "insort_left",
        "insort_right",
        "setattr",
        "delattr",
        "setitem",
        "delitem",
        "copyto",
        "fill_diagonal",
        "place",
        "put",
        "putmask",
    ]
)
_ONLY_SHOWING: Final = frozenset(
    "show plot hist boxplot head tail info describe sample display print view explore savefig".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Statement:
    """One statement at the top level of a cell.

    Attributes
    ----------
    place, number : int
        The cell's place in the notebook, and the statement's in the cell.
    node : ast.stmt
    binds : frozenset of str
        Names that it gives a meaning to.
    uses : frozenset of str
        Names that it needs when it runs.
    later : frozenset of str
        Names that functions which it defines need when they are called.
    changes : frozenset of str
        Names whose objects it surely changes: ``x.y = ``, ``x[...] = ``, ``x.append()``.
    may_change : frozenset of str
        Names whose objects it may change: ``x.method()`` or ``f(x)`` whose value is thrown away.
    star : bool
        Whether it is ``from ... import *``.
    """

    place: int
    number: int
    node: ast.stmt = field(compare=False, repr=False)
    binds: frozenset[str]
    uses: frozenset[str]
    later: frozenset[str]
    changes: frozenset[str]
    may_change: frozenset[str]
    star: bool

    @property
    def key(self) -> tuple[int, int]:
        """Where it stands, for putting statements in order."""
        return self.place, self.number

    @property
    def imports(self) -> bool:
        """Whether it is an import."""
        return isinstance(self.node, ast.Import | ast.ImportFrom)

    @property
    def defines(self) -> bool:
        """Whether it only defines something: an import, a function or a class."""
        return self.imports or isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def parsed(source: str) -> ast.Module:
    """Parse a cell; IPython's magics and ``!`` commands are translated first.

    Raises
    ------
    SyntaxError
        When it is no Python.
    """
    try:
        return ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        return ast.parse(TransformerManager().transform_cell(source))  # type: ignore[no-untyped-call]


def statements(source: str, place: int) -> list[Statement]:
    """Return the statements of a cell; none when it is no Python."""
    try:
        nodes = parsed(source).body
    except (SyntaxError, ValueError):
        return []
    return [read(node, place, number) for number, node in enumerate(nodes)]


def read(node: ast.stmt, place: int, number: int) -> Statement:
    """Read one statement."""
    table = symtable.symtable(ast.unparse(node), "cell", "exec")
    uses = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    binds = {
        symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()
    }
    later: set[str] = set()
    _inner(table, uses, later, now=True)
    for part in ast.walk(node):  # symtable takes `x += 1` for an assignment alone
        if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
            uses.add(part.target.id)
        if isinstance(part, ast.Delete):
            uses |= {target.id for target in part.targets if isinstance(target, ast.Name)}
    changes, may_change = _changes(node)
    return Statement(
        place,
        number,
        node,
        frozenset(binds),
        frozenset(uses),
        frozenset(later),
        frozenset(changes),
        frozenset(may_change - changes),
        isinstance(node, ast.ImportFrom) and node.names[0].name == "*",
    )


def _inner(table: symtable.SymbolTable, uses: set[str], later: set[str], now: bool) -> None:
    """Collect the global names of the scopes inside: those of function bodies are needed later."""
    for inner in table.get_children():
        at_once = now and (inner.get_type() == "class" or inner.get_name() in _COMPREHENSIONS)
        found = {symbol.get_name() for symbol in inner.get_symbols() if symbol.is_global()}
        (uses if at_once else later).update(found)
        _inner(inner, uses, later, at_once)


def _at_once(node: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs when a statement runs: not the bodies of functions."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _at_once(child)


def _root(node: ast.AST) -> str | None:
    """Return the name that an expression like ``x.y["z"].w()`` starts from."""
    while True:
        match node:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Starred(value=inner):
                node = inner
            case ast.Call(func=inner):
                node = inner
            case ast.Name(id=name):
                return name
            case _:
                return None


def _changes(node: ast.stmt) -> tuple[set[str], set[str]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return set(), set()
    surely: set[str | None] = set()
    maybe: set[str | None] = set()
    for part in _at_once(node):
        match part:
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                surely.add(_root(part))
            case ast.Call(func=ast.Attribute(value=value, attr=method), args=arguments, keywords=keywords):
                if method in _CHANGING or any(_is_inplace(keyword) for keyword in keywords):
                    surely.add(_root(value))
                if method in _CHANGING_FIRST and arguments:
                    surely.add(_root(arguments[0]))
            case ast.Call(func=ast.Name(id=function), args=[first, *_]) if function in _CHANGING_FIRST:
                surely.add(_root(first))
        match part:
            case ast.Call(keywords=keywords):
                surely |= {_root(keyword.value) for keyword in keywords if keyword.arg == "out"}
            case ast.Expr(value=ast.Call(func=function_, args=arguments)):
                if isinstance(function_, ast.Attribute) and function_.attr not in _ONLY_SHOWING:
                    maybe.add(_root(function_))
                if _last_name(function_) not in _ONLY_SHOWING:
                    maybe |= {_root(argument) for argument in arguments if isinstance(argument, ast.Name)}
    return {name for name in surely if name}, {name for name in maybe if name}


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_inplace(keyword: ast.keyword) -> bool:
    return (
        keyword.arg == "inplace" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
    )
