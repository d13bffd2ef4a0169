"""Which functions write, and whether an Event tells of it: read from the source, call by call.

A function is known as `consultation.room.module:name`, a method as `...:Class.name`. What a call
leads to is found through the imports of its module; a call on anything else (`row.save()`, a method
of an object) leads to every method of that name in the same module.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TELLS = {
    "consultation.events:record",
    "consultation.states:move",
}


@dataclass
class Function:
    """One function, as far as it matters here."""

    name: str
    line: int
    acts: bool  # stands in a module of actions
    writes: bool
    atomic: bool
    calls: set[str] = field(default_factory=set)


def _is_atomic(node: ast.AST) -> bool:
    """It is `transaction.atomic`."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "atomic"
        and isinstance(node.value, ast.Name)
        and node.value.id == "transaction"
    )


class House:
    """All functions, by name."""

    def __init__(
        self, sources: Mapping[str, str], acts: Callable[[str], bool],
        is_write: Callable[[ast.AST], bool],
    ) -> None:  # fmt: skip
        """`sources`: module -> text; `acts`: whether a module is one of actions."""
        self.functions: dict[str, Function] = {}
        self.at_import: dict[str, set[str]] = {}  # module -> what it names outside of functions
        trees = {module: ast.parse(text) for module, text in sources.items()}
        self.known = {f"{m}:{n}" for m, tree in trees.items() for n, _node in _defined(tree)}
        self.names = {module: _imports(tree) for module, tree in trees.items()}
        self.methods: dict[tuple[str, str], set[str]] = defaultdict(set)  # by module and name
        for one in self.known:
            module, _, name = one.partition(":")
            kind, _, method = name.rpartition(".")
            if kind:
                self.methods[module, method].add(one)
                self.methods[module, kind].add(one)  # who makes one may call all that it can
        for module, tree in trees.items():
            for name, node in _defined(tree):
                self.functions[f"{module}:{name}"] = Function(
                    f"{module}:{name}", node.lineno, acts=acts(module),
                    writes=any(is_write(inner) for inner in ast.walk(node)),
                    atomic=any(map(_is_atomic, ast.walk(node))),
                    calls=set(self._calls(module, node)),
                )  # fmt: skip
            self.at_import[module] = set(self._around(module, tree))

    def _calls(self, module: str, node: ast.AST) -> Iterator[str]:
        """What is named in it: called there, or handed on to be called."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name):
                yield from self._found(module, inner.id)
            elif isinstance(inner, ast.Attribute):
                yield from self._of(module, inner)

    def _of(self, module: str, node: ast.Attribute) -> Iterator[str]:
        head = node.value.id if isinstance(node.value, ast.Name) else ""
        if target := self.names[module].get(head, ""):
            yield from self._stands(f"{target}.{node.attr}")
        yield from self.methods[module, node.attr]

    def _found(self, module: str, name: str) -> Iterator[str]:
        if f"{module}:{name}" in self.known:
            yield f"{module}:{name}"
        yield from self.methods[module, name]
        if name in self.names[module]:
            yield from self._stands(self.names[module][name])

    def _stands(self, path: str, deep: int = 5) -> Iterator[str]:
        """Follow `package.name` to where it is defined."""
        module, _, name = path.rpartition(".")
        if f"{module}:{name}" in self.known:
            yield f"{module}:{name}"
        elif deep and name in self.names.get(module, {}):
            yield from self._stands(self.names[module][name], deep - 1)

    def _around(self, module: str, tree: ast.Module) -> Iterator[str]:
        for node in tree.body:
            if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.ImportFrom)):
                yield from self._calls(module, node)

    def reached(self, name: str) -> set[str]:
        """The function with all that it leads to."""
        found: set[str] = set()
        due = [name]
        while due:
            one = due.pop()
            if one not in found:
                found.add(one)
                due += self.functions[one].calls if one in self.functions else ()
        return found

    def untold(self) -> list[str]:
        """Functions of actions that write, and of which no Event tells."""
        callers: dict[str, set[str]] = defaultdict(set)
        for function in self.functions.values():
            for called in function.calls:
                callers[called].add(function.name)
        for module, named in self.at_import.items():
            for called in named:
                callers[called].add(module)
        writing = [one.name for one in self.functions.values() if one.acts and one.writes]
        return [name for name in writing if not self._is_told(name, callers, frozenset())]

    def _is_told(self, name: str, callers: Mapping[str, set[str]], on: frozenset[str]) -> bool:
        """It is one transaction that leads to an Event, or a part of such ones alone."""
        one = self.functions.get(name)
        if one is None or not one.acts:
            return False
        if one.atomic and self.reached(name) & TELLS:
            return True
        others = callers[name] - {name} - on
        return bool(others) and all(self._is_told(it, callers, on | {name}) for it in others)


def _defined(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _imports(tree: ast.Module) -> dict[str, str]:
    """name -> what it stands for, as a path with dots."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for one in node.names:
                names[one.asname or one.name] = f"{node.module}.{one.name}"
    return names


def module_of(path: Path, root: Path) -> str:
    """`consultation/events.py` -> `consultation.events`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
