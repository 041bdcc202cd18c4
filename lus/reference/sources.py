"""One source document, line by line. Every line that is not empty becomes, word for word, part of exactly one field.

A question is a line that asks, then numbered answers. An answer's layout varies, so position tells its lines apart:

     1. Text on the line of the number,       an article is   2019-06-18 | Nyhet
      and on as many more as it takes.                        the headline, who is pictured (as often as it stands),
                                                              paragraphs, then the interview: a line that asks and,
      JA            alone, after an empty line                right below it, the answer; last, perhaps, a line that
      Name          the line below it                         is no sentence: where to read on. An empty line
      Title         all below that                            stands between any two of these.
"""

import re
from dataclasses import dataclass
from datetime import date

from lus.reference.lines import MalformedError, Row, Rows

SAID = ("JA", "NEJ")
_NUMBERED = re.compile(r" ?(\d+)\. (\S.*)")
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2}) \| (\S.*)")
_NAME = r"[^\W\d_a-zåäö][\w.’'-]*(?: [^\W\d_a-zåäö][\w.’'-]*)+"
_NAMES = re.compile(rf"{_NAME}(?:(?:, | och ){_NAME})*(?<!\.)")
_SPEAKER = re.compile(r", säger ([^,]+), (.+)\.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered: the text's lines, JA or NEJ, and who, with the lines of the title."""

    number: int
    text: tuple[str, ...]
    said: str
    name: str
    title: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its answers, in the order given."""

    question: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of the interview and the answer's lines. `speaker`, `role`: as the last line says, else None."""

    question: str
    answer: tuple[str, ...]
    speaker: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """`people`: the lines that name who is pictured. `closing`: a last line that is no sentence, or nothing."""

    published_on: date
    rubric: str
    headline: str
    people: tuple[str, ...]
    lead: tuple[str, ...]
    interview: tuple[Exchange, ...]
    closing: tuple[str, ...]


def question(file: str, source: str) -> Question:
    """Read a question with its answers. Raises MalformedError."""
    rows = Rows(file, source)
    asked = rows.take("frågan, en rad som slutar med frågetecken", lambda row: row.text.endswith("?"))
    answers = [_answer(rows, 1)]
    while rows.next:
        answers.append(_answer(rows, len(answers) + 1))
    return Question(asked.text, tuple(answers))


def _numbered(row: Row) -> re.Match[str] | None:
    return _NUMBERED.fullmatch(row.raw)


def _is_said(row: Row) -> bool:
    return row.after_blank and row.text in SAID


def _answer(rows: Rows, number: int) -> Answer:
    def opens(row: Row) -> bool:
        found = _numbered(row)
        return found is not None and found[1] == str(number)

    first = rows.take(f"svar nummer {number}, ” {number}. ” och dess text", opens)
    text = [first.text.removeprefix(f"{number}. ").strip()]
    said = "JA eller NEJ på en egen rad efter en tom"
    while not _is_said(row := rows.take(said, lambda row: not _numbered(row))):
        text.append(row.text)
    on_the_next_line = "på raden under"
    name = rows.take(f"namnet på den som svarar, {on_the_next_line}", _continues)
    title = rows.take(f"titeln på den som svarar, {on_the_next_line}", _continues)
    more = [title.text]
    while (following := rows.next) and _continues(following):
        more.append(rows.take("titeln").text)
    return Answer(number, tuple(text), row.text, name.text, tuple(more))


def _continues(row: Row) -> bool:
    return not row.after_blank and not _numbered(row)


def article(file: str, source: str) -> Article:
    """Read an article with its interview. Raises MalformedError."""
    rows = Rows(file, source)
    dated = rows.take("datum och rubrik, ”2019-06-18 | Nyhet”", lambda row: _DATED.fullmatch(row.text))
    on, _, rubric = dated.text.partition(" | ")
    try:
        published_on = date.fromisoformat(on)
    except ValueError:
        raise MalformedError(file, dated.number, "ett datum som finns i almanackan") from None
    headline = rows.take("artikelns rubrik efter en tom rad", lambda row: row.after_blank).text
    people: list[str] = []
    while (row := rows.next) and row.after_blank and _NAMES.fullmatch(row.text):
        people.append(rows.take("namn").text)
    lead: list[str] = []
    while (row := rows.next) and not _asks(row):
        lead.append(rows.take("text").text)
    interview: list[Exchange] = []
    asking = "en fråga i intervjun, en rad som slutar med frågetecken efter en tom"
    closing: list[str] = []
    while rows.next or not interview:
        asked = rows.take(asking, _asks)
        answer, closing = _spoken(rows)
        interview.append(Exchange(asked.text, tuple(answer), *_speaker(answer)))
    return Article(published_on, rubric, headline, tuple(people), tuple(lead), tuple(interview), tuple(closing))


def _asks(row: Row) -> bool:
    return row.after_blank and row.text.endswith("?")


def _spoken(rows: Rows) -> tuple[list[str], list[str]]:
    """An answer's lines; and the line that ends the article where it is no sentence."""
    answer = [rows.take("svaret på raden under frågan", lambda row: not row.after_blank).text, *rows.below()]
    while (row := rows.next) and not _asks(row):
        rows.take("text")
        if rows.next is None and row.after_blank and row.text[-1] not in ".!”":
            return answer, [row.text]
        answer.append(row.text)
    return answer, []


def _speaker(answer: list[str]) -> tuple[str | None, str | None]:
    found = _SPEAKER.search(answer[-1])
    return (found[1], found[2]) if found and found.end() == len(answer[-1]) else (None, None)
