"""How *Regler* says what stands in the law data: values, questions that the law leaves open, agreements."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lus.domain.calendar import DAY
from lus.domain.lawdata import AgreedTerms, Agreement, Confidence, Law, Value
from lus.domain.terms import PARAMETERS, UNDECIDED
from lus.web.boardrow import Mark
from lus.words import CONFIDENCE
from lus.words.law import LABEL, care, dates, missing_years, said, settles, triggers, valued
from lus.words.notation import dated, kronor
from lus.words.parameters import PARAMETER, QUESTION, VALUE
from lus.words.rules import LOCAL, RULES, Rule, agreement_id, asked_in, guideline_id, question_id
from lus.words.sources import source

EXERCISE = "övning, påhittat"
"""The source that own law data gives where nobody has agreed on it: the training region's."""

SURE = {"verified": "ok", "secondary": "", "inferred": ""}


@dataclass(frozen=True, slots=True)
class Told:
    """A value with all that it rests on. `own`: whose it is, where it is not shipped; `id` an anchor, or empty."""

    value: str
    what: str
    dates: str
    source: str
    sure: Mark
    own: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A point that the law leaves open. `answers`: each with whether it is the statute's default.

    `elsewhere`: the rule under which it is told, where that is not this one. `agreed`: which agreement chooses what,
    with its anchor.
    """

    id: str
    text: str
    answers: tuple[tuple[str, bool], ...]
    undecided: bool
    agreed: tuple[tuple[str, str, str], ...]
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule in words, its values and its questions."""

    rule: Rule
    source: str
    values: tuple[Told, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class TermsTold:
    """What an agreement says between two dates."""

    dates: str
    says: str
    values: tuple[Told, ...]
    notes: tuple[str, ...]
    source: str
    sure: Mark


@dataclass(frozen=True, slots=True)
class AgreementTold:
    """An agreement. `ties`: what it succeeds and what succeeds it: the words, its name, its anchor."""

    id: str
    name: str
    parties: str
    dates: str
    source: str
    sure: Mark
    own: str
    ties: tuple[tuple[str, str, str], ...]
    terms: tuple[TermsTold, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """Everything that the page prints. `lacking`: what is not known, with an anchor."""

    rules: tuple[RuleTold, ...]
    rates: tuple[Told, ...]
    agreements: tuple[AgreementTold, ...]
    guidelines: tuple[Told, ...]
    open: tuple[Question, ...]
    lacking: tuple[tuple[str, str], ...]


def rules_page(law: Law, names: Mapping[str, str], today: date) -> RulesPage:
    """The law data, today. `names`: code ► name of the municipalities in the register."""
    questions = {name: _question(law, name) for name in PARAMETERS}
    return RulesPage(
        tuple(_rule(law, rule, questions) for rule in RULES),
        tuple(_rates(law, today.year)),
        tuple(_agreement(law, one, names) for one in law.agreements.values()),
        tuple(_told(value, LABEL[key], guideline_id(key)) for key, value in law.guidelines.items()),
        tuple(question for question in questions.values() if question.undecided),
        tuple(_lacking(law, today.year)),
    )


def _sure(confidence: Confidence) -> Mark:
    return Mark(SURE[confidence], CONFIDENCE[confidence])


def _own(found: Value | Agreement) -> str:
    if not found.own:
        return ""
    return EXERCISE if found.source == EXERCISE else "installationens egen"


def _told(value: Value, what: str, anchor: str = "") -> Told:
    origin = "" if value.source == LOCAL else source(value.source)
    shown = dates(value.from_on, value.until_on)
    return Told(valued(value), what, shown, origin, _sure(value.confidence), _own(value), anchor)


def _rule(law: Law, rule: Rule, questions: Mapping[str, Question]) -> RuleTold:
    values = tuple(_told(value, LABEL[key]) for key in rule.law for value in law.rules[key])
    own = tuple(
        questions[name] if asked_in(name) == rule.id else _only_named(questions[name], asked_in(name))
        for name in rule.parameters
    )
    return RuleTold(rule, source(rule.source), values, own)


def _only_named(question: Question, where: str) -> Question:
    return Question(question.id, question.text, (), question.undecided, (), where)


def _question(law: Law, name: str) -> Question:
    parameter = PARAMETERS[name]
    answers: tuple[tuple[str, bool], ...] = tuple(
        (VALUE[name][value], value == parameter.default) for value in parameter.values if value != UNDECIDED
    )
    if not parameter.values:
        # Means and long stays are of agreements alone: the statute has none.
        unsaid = "inget avtalat: lagen har ingen sådan gräns" if parameter.decimal else "inget avtalat: som lagen säger"
        answers = (("ett tal", False), (unsaid, True))
    return Question(
        question_id(name), QUESTION[name], answers, parameter.default == UNDECIDED, tuple(_chosen(law, name))
    )


def _chosen(law: Law, name: str) -> Iterator[tuple[str, str, str]]:
    """Which agreements choose a value, and which: each once."""
    seen: set[tuple[str, Any]] = set()
    for agreement in law.agreements.values():
        for terms in agreement.terms:
            value = terms.parameters.get(name)
            if value is not None and (agreement.id, value.value) not in seen:
                seen.add((agreement.id, value.value))
                yield agreement.name, _value(name, value), agreement_id(agreement.id)


def _value(name: str, value: Value) -> str:
    told = said(name, value)
    if value.value is None or name in VALUE:
        return told
    return kronor(value.value) if value.unit == "SEK" else f"{told} dygn"


def _rates(law: Law, until: int) -> Iterator[Told]:
    """Every year from the act's first on, those without an amount among them."""
    known = {value.from_on.year: value for value in law.rates}
    missing = set(missing_years(law, until))
    for year in sorted(known.keys() | missing, reverse=True):
        if year in known:
            yield replace(_told(known[year], str(year), f"belopp-{year}"), dates="")
        else:
            yield Told("saknas", str(year), "", "beloppet finns inte i lagdata", Mark("gone", ""), "", f"belopp-{year}")


def _agreement(law: Law, found: Agreement, names: Mapping[str, str]) -> AgreementTold:
    return AgreementTold(
        agreement_id(found.id),
        found.name,
        _parties(found, names),
        dates(found.from_on, found.until_on),
        source(found.source),
        _sure(found.confidence),
        _own(found),
        tuple(_ties(law, found, names)),
        tuple(_terms(terms, found) for terms in found.terms),
    )


def _parties(found: Agreement, names: Mapping[str, str]) -> str:
    if found.region is None:
        return "Alla som ingen överenskommelse binder."
    if found.municipalities == {found.region}:
        return f"Parter: regionen och alla kommuner i länet (länskod {found.region})."
    return f"Parter: regionen (länskod {found.region}) och {_towns(found.municipalities, names)}."


def _towns(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """The municipalities by name, those that the register does not know by code; two digits are a whole county."""
    single = sorted(names.get(code) or f"kommun {code}" for code in codes if len(code) > 2)  # noqa: PLR2004
    whole = [f"alla kommuner i län {code}" for code in sorted(codes) if len(code) == 2]  # noqa: PLR2004
    return ", ".join([*single, *whole])


def _ties(law: Law, found: Agreement, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What it succeeds, and what succeeds it: by saying so, or by beginning in the county the day after."""
    for other in law.agreements.values():
        if other.id == found.succeeds:
            yield "Efterträder", other.name, agreement_id(other.id)
        elif other.succeeds == found.id:
            yield (
                f"Från {dated(other.from_on)}, för {_towns(other.municipalities, names)}:",
                other.name,
                agreement_id(other.id),
            )
        elif other.region and other.region == found.region:
            if found.until_on and other.from_on == found.until_on + DAY:
                yield f"Från {dated(other.from_on)}:", other.name, agreement_id(other.id)
            if other.until_on and found.from_on == other.until_on + DAY:
                yield f"Till {dated(other.until_on)}:", other.name, agreement_id(other.id)


def _terms(found: AgreedTerms, agreement: Agreement) -> TermsTold:
    """The terms; their dates and their source where they are not the agreement's own."""
    values = tuple(
        Told(
            _value(name, value), PARAMETER[name], "", source(value.source), _sure(value.confidence), "",
        )
        for name, value in found.parameters.items()
    )  # fmt: skip
    notes = [triggers(found.trigger)] if found.trigger else []
    notes += [found.note.removesuffix(".")] if found.note else []
    same = (found.source, found.confidence) == (agreement.source, agreement.confidence)
    when = (found.from_on, found.until_on)
    return TermsTold(
        "" if when == (agreement.from_on, agreement.until_on) else dates(*when),
        _capital(f"{care(found)}: {settles(found)}"),
        values,
        tuple(f"{_capital(note)}." for note in notes),
        "" if same else source(found.source),
        Mark("", "") if same else _sure(found.confidence),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lacking(law: Law, until: int) -> Iterator[tuple[str, str]]:
    """What answers have to do without: amounts, terms that nobody has read, numbers that are not published."""
    for year in missing_years(law, until):
        yield f"Beloppet för {year} finns inte i lagdata.", f"belopp-{year}"
    for agreement in law.agreements.values():
        if any(terms.settlement == "unknown" for terms in agreement.terms):
            yield f"{agreement.name}: villkoren är inte kända.", agreement_id(agreement.id)
        unsaid = {name for terms in agreement.terms for name, value in terms.parameters.items() if value.value is None}
        for name in sorted(unsaid):
            yield f"{agreement.name}: {PARAMETER[name]} är avtalad, men talet saknas.", agreement_id(agreement.id)
