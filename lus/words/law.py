"""The law data for people: amounts and agreements, with sources and how certain they are."""

from collections.abc import Iterator

from lus.domain.lawdata import AgreedTerms, Agreement, Law, Value
from lus.words import CONFIDENCE, kronor
from lus.words.parameters import PARAMETER, VALUE

CARE = {"somatic": "somatisk vård", "psychiatric": "psykiatrisk vård"}

SETTLEMENT = {
    "individual": "dagar för varje vistelse",
    "monthly": "kommunens medeltal för månaden",
    "unknown": "villkoren finns inte i lagdata",
}

BILLING = {"active": "", "suspended": ", fakturering inte aktiv", "none": ", ingen fakturering"}


def report(law: Law) -> str:
    """What stands in the law data, in Swedish. That it could be read means that every check was passed."""
    own = sum(one.own for one in law.rates) + sum(one.own for one in law.agreements.values())
    counted = (
        f"{sum(map(len, law.rules.values()))} nationella värden, {len(law.guidelines)} riktlinjer, "
        f"{len(law.rates)} belopp, {len(law.agreements)} överenskommelser"
    )
    return "\n".join(
        [
            f"Lagdata går att använda: {counted}, varav {own} från den egna mappen.",
            "",
            "Belopp per vårddygn (5 kap. 6 §)",
            *(f"  {value.from_on.year}  {kronor(value.value)}{_origin(value)}" for value in law.rates),
            *(f"  {year}  saknas" for year in _missing(law)),
            *(line for agreement in law.agreements.values() for line in ("", *_agreement(agreement))),
        ]
    )


def _missing(law: Law) -> Iterator[int]:
    """The years from the act's first to the last one known that have no amount."""
    known = {value.from_on.year for value in law.rates}
    yield from (year for year in range(2018, max(known, default=2018)) if year not in known)


def _agreement(found: Agreement) -> Iterator[str]:
    yield f"{found.id} · {found.name}"
    parties = f"region {found.region} och {_municipalities(found.municipalities)}" if found.region else "alla andra"
    yield f"  {parties}, {_dates(found)}{_origin(found)}"
    if found.succeeds:
        yield f"  efterträder {found.succeeds}"
    for municipalities, since in found.succeeded:
        yield f"  binder inte {_municipalities(municipalities)} från {since}"
    for terms in found.terms:
        yield from (f"  {line}" for line in _terms(terms))


def _terms(terms: AgreedTerms) -> Iterator[str]:
    care = "all vård" if len(terms.care) > 1 else CARE[min(terms.care)]
    billing = BILLING[terms.billing] if terms.billing else ""
    yield f"{_dates(terms)}, {care}: {SETTLEMENT[terms.settlement]}{billing}{_origin(terms)}"
    if terms.trigger:
        limit = str(terms.trigger.mean_above).replace(".", ",")
        yield f"  medeltal över {limit} dygn, {terms.trigger.months} månader i rad: gemensam analys"
    for name, value in terms.parameters.items():
        yield f"  {PARAMETER[name]}: {said(name, value)}{_origin(value)}"
    if terms.note:
        yield f"  {terms.note}"


def said(name: str, value: Value) -> str:
    """A parameter's agreed value in words; the unit stands in the parameter's own."""
    if value.value is None:
        return "avtalat, men talet saknas"
    if name in VALUE:
        return VALUE[name][value.value]
    return str(value.value).replace(".", ",")


def _municipalities(codes: frozenset[str]) -> str:
    """Codes of four digits one by one; of two, a whole county."""
    return ", ".join(code if len(code) > 2 else f"alla kommuner i län {code}" for code in sorted(codes))  # noqa: PLR2004


def _dates(found: Agreement | AgreedTerms) -> str:
    return f"från {found.from_on}" + (f" till {found.until_on}" if found.until_on else "")


def _origin(found: Value | Agreement | AgreedTerms) -> str:
    own = " · egen mapp" if getattr(found, "own", False) else ""
    return f" · {CONFIDENCE[found.confidence]} · {found.source}{own}"
