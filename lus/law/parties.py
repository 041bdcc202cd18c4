"""Who is bound by what: agreements that succeed each other, and never two for one region and municipality at once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations

from lus.domain.calendar import DAY
from lus.domain.lawdata import Agreement, among
from lus.law.files import File, fail


def settle(agreements: Mapping[str, Agreement], files: Mapping[str, File]) -> dict[str, Agreement]:
    """The agreements, each knowing by whom it is succeeded. `files`: where each stands. Raises LawError."""
    settled = dict(agreements)
    for later in agreements.values():
        if later.succeeds is not None:
            file = files[later.id]
            earlier = _succeeded(file, later, agreements)
            given = settled[earlier.id]
            settled[earlier.id] = replace(given, succeeded=(*given.succeeded, (later.municipalities, later.from_on)))
    in_order = sorted(settled.values(), key=lambda agreement: (agreement.own, agreement.from_on, agreement.id))
    for standing, later in combinations(in_order, 2):
        _refuse_overlap(files[later.id], standing, later)
    return settled


def _succeeded(file: File, later: Agreement, agreements: Mapping[str, Agreement]) -> Agreement:
    earlier = agreements.get(later.succeeds or "")
    if earlier is None or earlier.region is None or earlier is later:
        others = sorted(one.id for one in agreements.values() if one.region and one is not later)
        fault = f"succeeds = {later.succeeds!r} är ingen överenskommelse"
        fail(file, later.id, fault, f"skriv någon av {', '.join(others)}")
    if earlier.region != later.region:
        fault = f"efterträder {earlier.id}, som är en annan regions ({earlier.region})"
        fail(file, later.id, fault, "rätta region eller succeeds")
    if later.from_on <= earlier.from_on:
        fault = f"börjar {later.from_on}, inte efter {earlier.id} ({earlier.from_on}) som den efterträder"
        fail(file, later.id, fault, "rätta from")
    for code in sorted(later.municipalities):
        if not earlier.party(code):
            fail(file, later.id, f"{code} är inte part i {earlier.id}", "ta bort kommunen, eller ge den en egen")
    return earlier


def _refuse_overlap(file: File, standing: Agreement, later: Agreement) -> None:
    """Two that bind the same region and municipality on the same day."""
    if standing.region is None or standing.region != later.region:
        return
    for code in sorted(standing.municipalities | later.municipalities):
        since = max(standing.from_on, later.from_on)
        if standing.party(code) and later.party(code) and since <= min(_last(standing, code), _last(later, code)):
            fault = f"binder {code} från {since}, då också {standing.id} gör det"
            remedy = f'skriv succeeds = "{standing.id}" om den efterträder den, eller avsluta den ena med to'
            fail(file, later.id, fault, remedy)


def _last(agreement: Agreement, code: str) -> date:
    """The last day on which it binds the municipality."""
    ends: Iterable[date] = (since - DAY for parties, since in agreement.succeeded if among(parties, code))
    return min(agreement.until_on or date.max, *ends, date.max)
