"""What the administrator's pages share: the way in, forms read and shown, answers."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

from fastapi import HTTPException, Path, Request
from starlette.responses import RedirectResponse, Response

from lus.domain.errors import Refusal
from lus.queries.units import ToDo
from lus.usecases.administration import Done, Outcome
from lus.usecases.outcomes import NotFound
from lus.web import forms
from lus.web.actor import actor, frame, working
from lus.web.fields import Field, Option
from lus.web.forms import Data, FaultError, one
from lus.web.render import page
from lus.words import inside
from lus.words.refusals import REFUSAL, refusal
from lus.words.units import DONE, LABEL

PLACE = "/administration"
Number: TypeAlias = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""Of a unit, a person or an assignment, as an address has it."""


def administering(request: Request) -> AbstractContextManager[Any]:
    """The administrator's door. Raises NotAdministrator, DatabaseGone."""
    door: AbstractContextManager[Any] = request.app.state.system.administering(actor(request))
    return door


def shown(request: Request, template: str, now: datetime, *, status: int = 200, **values: Any) -> Response:
    """A page of the administration. `klart` in the address says what was just done."""
    surrounds = frame(working(request), ToDo(0, 0), now, "administration")
    klart = DONE.get(request.query_params.get("klart", ""), "")
    training = working(request).training
    return page(
        f"pages/administration/{template}.html",
        status_code=status,
        frame=surrounds,
        klart=klart,
        training=training,
        **values,
    )


def done(address: str, what: str) -> Response:
    """To the page that shows what was done."""
    return RedirectResponse(f"{address}?klart={what}", 303)


def refusals(outcome: Outcome) -> tuple[Refusal, ...]:
    """Why nothing was done; empty: it was. Raises 404 for what is none of the provider's."""
    if isinstance(outcome, NotFound):
        raise HTTPException(404)
    return () if isinstance(outcome, Done) else outcome.refusals


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as a page prints it; `beside` it, in a column of its own, some fields and the week's hours.

    `impossible`: why it cannot be done, whatever is typed.
    """

    action: str
    send: str
    fields: tuple[Field, ...]
    beside: tuple[Field, ...] = ()
    week: tuple[Field, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    impossible: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, each with the id of the field it leads to."""
        return tuple((one.target, one.error) for one in (*self.fields, *self.beside, *self.week) if one.error)

    @property
    def status(self) -> int:
        """What the page is answered with."""
        return 422 if self.errors else 409 if self.impossible else 200


class Typed:
    """A form being read: each value, or what is wrong with its field."""

    def __init__(self, data: Data, now: datetime) -> None:
        self.data, self.now = data, now
        self.faults: list[Refusal] = []

    def line(self, name: str, *, required: bool = False) -> str | None:
        """A line of text; None where it is empty."""
        return self._read(name, lambda: forms.line(name, self.data, required=required)) or None

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A day; None where there is none."""
        found: date | None = self._read(name, lambda: forms.day(name, self.data, self.now, required=required))
        return found

    def choice(self, name: str, offered: Collection[str], *, required: bool = False) -> str | None:
        """One of those offered; None where nothing is chosen."""
        chosen = one(self.data, name)
        if not chosen and required:
            self.faults.append(Refusal("required_code", {}, name))
        if chosen and chosen not in offered:
            self.faults.append(Refusal("no_such_choice", {}, name))
        return chosen or None

    def number(self, name: str, offered: Collection[str]) -> int | None:
        """The same, of numbers."""
        chosen = self.choice(name, offered)
        return int(chosen) if chosen in offered and chosen else None

    def read(self, name: str, reader: Any) -> Any:
        """What a reader makes of the line."""
        return self._read(name, lambda: reader(one(self.data, name)))

    def _read(self, name: str, reader: Any) -> Any:
        try:
            return reader()
        except FaultError as fault:
            self.faults.append(Refusal(fault.code, fault.values_told, name))
            return None


def sheet(
    action: str,
    send: str,
    fields: Iterable[Field],
    faults: Iterable[Refusal],
    *,
    beside: tuple[Field, ...] = (),
    week: tuple[Field, ...] = (),
    hidden: tuple[tuple[str, str], ...] = (),
) -> Sheet:
    """The form; what is wrong with no field that it has, is said above it."""
    shown_fields = tuple(fields)
    names = {field.name for field in (*shown_fields, *beside, *week)}
    without = tuple(_said(fault) for fault in faults if fault.field not in names)
    return Sheet(action, send, shown_fields, beside, week, hidden, without)


def errors(faults: Iterable[Refusal]) -> dict[str, str]:
    """Field ► what is wrong with it."""
    return {fault.field: _said(fault) for fault in reversed(list(faults)) if fault.field}


def _said(fault: Refusal) -> str:
    label = LABEL.get(fault.field or "", "")
    return refusal(fault.code, fault.values, label if REFUSAL[fault.code].startswith("{field}") else inside(label))


def control(  # noqa: PLR0917 what a field is
    name: str,
    kind: str,
    value: str,
    wrong: Mapping[str, str],
    options: Iterable[tuple[str, str]] = (),
    hint: str = "",
    *,
    needed: bool = True,
) -> Field:
    """A field with its label, what stands in it and what is wrong with it. `needed`: a list has to be chosen from."""
    choices = tuple(Option(code, text, code == value) for code, text in options)
    return Field(
        name,
        LABEL[name],
        kind,
        False,
        value,
        options=choices,
        hint=hint,
        error=wrong.get(name, ""),
        empty="Välj" if needed else "Ingen",
    )
