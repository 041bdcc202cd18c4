"""The grammar of the source documents: every line lands in one field, and what does not fit is refused by its line."""

from pathlib import Path

import pytest
from hypothesis import given

from lus.paths import beside
from lus.reference import Article, MalformedError, Question, article, load, question
from tests.reference.grammar import articles, questions

SEEDS = beside("seeds")


def lines(body: Question | Article) -> list[str]:
    """The lines of the source that are not empty, put together again from the fields."""
    if isinstance(body, Question):
        said = [[f"{a.number}. {a.text[0]}", *a.text[1:], a.said, a.name, *a.title] for a in body.answers]
        return [body.question, *(line for answer in said for line in answer)]
    spoken = [line for one in body.interview for line in (one.question, *one.answer)]
    first = f"{body.published_on} | {body.rubric}"
    return [first, body.headline, *body.people, *body.lead, *spoken, *body.closing]


def written(source: str) -> list[str]:
    return [line.strip() for line in source.splitlines() if line.strip()]


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_line_of_the_five_documents_is_in_one_field(path: Path) -> None:
    document = next(one for one in load(SEEDS).documents if one.file == path.name)
    assert lines(document.body) == written(path.read_text(encoding="utf-8"))


def test_the_five_documents_say_what_they_say() -> None:
    found = {one.address: one.body for one in load(SEEDS).documents}
    answers = {address: len(body.answers) for address, body in found.items() if isinstance(body, Question)}
    assert answers == {
        "trygg-hemgang": 9, "ordinationer-och-sip": 8, "barn-med-diagnoser": 8, "habilitering-och-psykiatri": 9
    }  # fmt: skip
    told = found["overenskommelse-stockholm"]
    assert isinstance(told, Article)
    assert [one.speaker for one in told.interview] == ["Ella Bohlin", "Martina Mossberg", None]
    assert told.people == ("Ella Bohlin och Martina Mossberg",) * 2
    first = found["barn-med-diagnoser"]
    assert isinstance(first, Question)
    assert first.answers[0].text[1].startswith("Mottagningar på mindre orter:")
    assert (first.answers[3].name, first.answers[3].title) == ("Jonas Lindeberg", ("Ordförande Vård för Pengarna",))


@given(questions())
def test_a_question_is_read_as_it_was_made(made: tuple[Question, str]) -> None:
    meant, source = made
    assert question("x.txt", source) == meant
    assert lines(meant) == [" ".join(line.split(" ")) for line in written(source)]


@given(articles())
def test_an_article_is_read_as_it_was_made(made: tuple[Article, str]) -> None:
    meant, source = made
    assert article("x.txt", source) == meant
    assert lines(meant) == written(source)


QUESTION = "Lovar du?\n\n 1. Vi gör det.\n\n  JA\n  Eva Ek\n  Ledamot\n 2. Vi också.\n\n  JA\n  Nils Alm\n  Ordförande"
ARTICLE = "2019-06-18 | Nyhet\n\nRubrik\n\nEva Ek\n\nInledning.\n\nVarför?\n– Därför, säger Eva Ek, ledamot.\n\nLäs mer"


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("Lovar du?", "Vi lovar.", 1, "frågan"),
        (" 1. Vi", " 2. Vi", 3, "svar nummer 1"),
        (" 2. Vi", " 3. Vi", 8, "svar nummer 2"),
        (" 2. Vi", "  Vi", 10, "svar nummer 2"),
        ("  JA\n  Eva", "  Eva", 7, "JA eller NEJ"),
        ("\n\n  JA\n  Eva", "\n  JA\n  Eva", 7, "JA eller NEJ"),
        ("  Eva Ek\n  Ledamot\n", "", 6, "namnet"),
        ("  Ledamot\n", "", 7, "titeln"),
        ("\n  Ordförande", "", 11, "titeln"),
        ("Eva Ek", "Eva\x00Ek", 6, "styrtecken"),
        (QUESTION, "", 1, "frågan"),
        (QUESTION, "Lovar du?", 1, "svar nummer 1"),
    ],
)
def test_a_malformed_question_is_refused_by_its_line(old: str, new: str, line: int, expected: str) -> None:
    question("x.txt", QUESTION)
    with pytest.raises(MalformedError, match=expected) as refused:
        question("x.txt", QUESTION.replace(old, new, 1))
    assert (refused.value.file, refused.value.line) == ("x.txt", line)


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("2019-06-18 | Nyhet", "Nyhet", 1, "datum"),
        ("2019-06-18", "2019-13-18", 1, "almanackan"),
        ("\n\nRubrik", "\nRubrik", 2, "rubrik"),
        ("Varför?\n– Därför, säger Eva Ek, ledamot.\n\nLäs mer", "Slut.", 9, "en fråga"),
        ("Varför?\n–", "Varför?\n\n–", 11, "svaret"),
        ("– Därför, säger Eva Ek, ledamot.\n\nLäs mer", "", 10, "svaret"),
        (ARTICLE, "", 1, "datum"),
    ],
)
def test_a_malformed_article_is_refused_by_its_line(old: str, new: str, line: int, expected: str) -> None:
    assert article("x.txt", ARTICLE).closing == ("Läs mer",)
    with pytest.raises(MalformedError, match=expected) as refused:
        article("x.txt", ARTICLE.replace(old, new, 1))
    assert (refused.value.file, refused.value.line) == ("x.txt", line)
