"""One act on many rows of a coordinator's list: the form, and what came of it row by row."""

from collections.abc import Collection
from dataclasses import replace

from lus.web.forms import LONGEST
from lus.web.listing import FIELD, Bulk, Form, Known, Many, Row, Tried, wrong_with
from lus.web.narrowing import Wanted
from lus.words import KIND, inside
from lus.words.acts import ACT, SEND
from lus.words.forms import COORDINATOR_ASKS
from lus.words.refusals import refusal

MANY = "/samordning/flera"
"""Where one act is done to every marked row."""


def bulk(shown: Collection[Row], wanted: Wanted, many: Many, known: Known) -> Bulk:
    """The form above the rows that are shown, with what was just done through it."""
    failed, done = [], 0
    for duty, tried in many.results.items():
        row = next((one for one in shown if one.duty == duty), None)
        who = f"{row.who}, ärende {many.refs[duty]}" if row else f"Ärende {many.refs[duty]}"
        done += bool(tried.told)
        failed += [] if tried.told else [f"{who}: {_why(tried, known)}"]
    several = len(many.results)
    result = f"{done} av {several} klara: {inside(KIND[many.kind])}." if several else ""
    forms = tuple(_bulk_form(kind, many) for kind in ("reminded", "escalated", "noted"))
    wrong = many.error if many.error and many.error.field is None else None
    return Bulk(
        replace(wanted, marked=not wanted.marked).address,
        wanted.marked,
        forms if any(row.mark for row in shown) else (),
        result,
        tuple(failed),
        refusal(wrong.code, wrong.values) if wrong else "",
    )


def _why(tried: Tried, known: Known) -> str:
    if tried.gone:
        return "åtgärden står inte längre på er lista"
    names = {unit: card.short for unit, card in known.cards.items()}
    return " ".join(inside(refusal(one.code, one.values, "", names)) for one in tried.refusals)


def _bulk_form(kind: str, many: Many) -> Form:
    label, hint = COORDINATOR_ASKS.get(kind, ("", ""))
    wrong = many.error if many.error and many.kind == kind and many.error.field else None
    return Form(
        kind,
        MANY,
        f"{ACT[kind]} markerade",
        f"{SEND[kind]} markerade" if kind != "noted" else "Spara på markerade",
        f"f-{kind}",
        f"{kind}_{FIELD[kind]}" if FIELD[kind] else "",
        label,
        hint,
        LONGEST["text" if kind == "noted" else "line"],
        many.typed.get(kind, "") if not many.results else "",
        wrong_with(wrong, label) if wrong else "",
    )
