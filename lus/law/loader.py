"""Reads the law data into a Law, and refuses what it does not know: file, key, fault and remedy."""

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from lus.domain.errors import LawError
from lus.domain.lawdata import STATUTE, Agreement, Law, Value
from lus.law import agreed, parties, values
from lus.law.files import File, fail, open_file

AGREEMENTS = "agreements"
RATES = "rates.toml"


@cache
def load(own: Path | None = None) -> Law:
    """The shipped law data and that of an installation's own folder. Raises LawError where a file cannot be used."""
    return read(resources.files("lus.law"), own)


def read(shipped: Traversable, own: Traversable | None = None) -> Law:
    """The law data of a folder: national.toml, rates.toml, guidelines.toml, agreements/*.toml.

    `own` adds amounts for years that have none, and agreements; it changes no value of the first. Raises LawError.
    """
    national, guidelines, rates = (
        open_file(shipped, name, own=False) for name in ("national.toml", "guidelines.toml", RATES)
    )
    agreements = _agreements(shipped, own=False)
    amounts = values.rates(rates)
    added: list[File] = []
    if own is not None:
        _check_folder(own)
        agreements += _agreements(own, own=True)
        if own.joinpath(RATES).is_file():
            added.append(open_file(own, RATES, own=True))
            amounts = _with_years(added[0], amounts)
    digest = hashlib.sha256()
    for file in (national, guidelines, rates, *added, *agreements):
        digest.update(len(file.raw).to_bytes(8) + file.raw)
    return Law(
        rules=values.rules(national),
        rates=amounts,
        guidelines=values.guidelines(guidelines),
        agreements=_by_id(agreements),
        fingerprint=digest.hexdigest()[:16],
    )


def _agreements(folder: Traversable, *, own: bool) -> list[File]:
    """The agreements' files, by name. An installation's own folder need have none."""
    path = folder.joinpath(AGREEMENTS)
    if own and not path.is_dir():
        return []
    names = sorted(one.name for one in path.iterdir() if one.name.endswith(".toml"))
    return [open_file(folder, f"{AGREEMENTS}/{name}", own=own) for name in names]


def _check_folder(own: Traversable) -> None:
    """An own folder holds amounts and agreements. What nobody would read is refused, so that nobody relies on it."""
    if not own.is_dir():
        msg = f"{own}: mappen: finns inte; skapa den, eller ta bort LUS_LAW_DIR"
        raise LawError(msg)
    for folder, known in ((own, {RATES, AGREEMENTS}), (own.joinpath(AGREEMENTS), set())):
        for one in folder.iterdir() if folder.is_dir() else ():
            if folder is own and one.name == AGREEMENTS and not one.is_dir():
                msg = f"{own}/{AGREEMENTS}: filen: är ingen mapp; lägg överenskommelserna som filer i en mapp"
                raise LawError(msg)
            text = one.name.startswith((".", "README"))
            if not (text or one.name in known or (not known and one.name.endswith(".toml"))):
                fault = "läses inte i en egen mapp; där får bara stå rates.toml och agreements/*.toml"
                msg = f"{folder}/{one.name}: filen: {fault}; flytta den (nationella värden kan inte ändras)"
                raise LawError(msg)


def _with_years(file: File, shipped: tuple[Value, ...]) -> tuple[Value, ...]:
    """The shipped amounts and those of a file, which may only be for years that have none."""
    known = {value.from_on.year: value for value in shipped}
    added = values.rates(file)
    for value in added:
        if (year := value.from_on.year) in known:
            fault = f"beloppet för {year} finns redan ({known[year].value} kronor, {known[year].source})"
            fail(file, "rate", fault, "ta bort raden: ett medföljande värde kan inte ändras")
    return tuple(sorted((*shipped, *added), key=lambda value: value.from_on))


def _by_id(files: list[File]) -> dict[str, Agreement]:
    found: dict[str, Agreement] = {}
    stands: dict[str, File] = {}
    for file in files:
        one = agreed.agreement(file)
        if one.id in found:
            remedy = "ett medföljande värde kan inte ändras: välj ett eget id, och efterträd den andra med succeeds"
            fail(file, one.id, f"id finns redan i {stands[one.id].name}", remedy)
        found[one.id], stands[one.id] = one, file
    if STATUTE not in found:
        msg = f"{AGREEMENTS}/{STATUTE}.toml: filen: saknas; lägg tillbaka den: lagen gäller alla andra"
        raise LawError(msg)
    return parties.settle(found, stands)
