"""The import table as a contract for import-linter: every package's allowed imports on one line of pyproject.toml.

import-linter's own contracts refuse packages that do not exist yet, and cannot say "standard library only".
"""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


def _within(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    for line in lines:
        package, _, given = line.partition(":")
        yield package.strip(), given.split()


class MayImport(Contract):
    # import-linter puts plain lists where these fields are declared; Any says so to the type checker.
    allowed: Any = fields.ListField(subfield=fields.StringField())
    leaves: Any = fields.ListField(subfield=fields.StringField(), required=False)
    standard_library_only: Any = fields.ListField(subfield=fields.StringField(), required=False)
    only_in: Any = fields.ListField(subfield=fields.StringField(), required=False)
    only_for: Any = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - import-linter's signature
        broken = sorted({*self._table(graph), *self._only(graph)})
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["broken"]:
            output.print_error(line)

    def _edges(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        for importer in graph.modules:
            for imported in graph.find_modules_directly_imported_by(importer):
                yield importer, imported

    def _table(self, graph: ImportGraph) -> Iterator[str]:
        for package, ours in _rows(self.allowed):
            pure = package in (self.standard_library_only or [])
            may = [package, *ours, *([] if pure else self.leaves or [])]
            for importer, imported in self._edges(graph):
                if not _within(importer, [package]):
                    continue
                top = imported.split(".")[0]
                if top in {"lus", "workers"}:
                    # The bare package holds the version and nothing else.
                    if imported != "lus" and not _within(imported, may):
                        yield f"{importer} may not import {imported}"
                elif pure and top not in sys.stdlib_module_names:
                    yield f"{importer} may import only the standard library, not {imported}"

    def _only(self, graph: ImportGraph) -> Iterator[str]:
        rules: list[tuple[str, list[str]]] = [*_rows(self.only_in or []), *_rows(self.only_for or [])]
        for guarded, homes in rules:
            for importer, imported in self._edges(graph):
                if _within(imported, [guarded]) and not _within(importer, [*homes, guarded]):
                    yield f"{importer} may not import {imported}: only {', '.join(homes)} may"


def broken_by(graph: ImportGraph, **rules: Any) -> list[str]:
    """The contract's findings on a graph, for its own test."""
    contract = MayImport("test", {"root_packages": ["lus"]}, {"allowed": [], **rules})
    found: list[str] = contract.check(graph, verbose=False).metadata["broken"]
    return found
