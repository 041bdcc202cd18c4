"""Source documents from a seed, by the grammar of the five: their sentences shuffled, so that words are as common."""

import random
import re
from collections.abc import Iterator

from lus.paths import beside
from lus.reference import Document, Question, Reference, article, load, question

SEED = 6122017
REGIONS = ("Sörmland", "Stockholm", "Uppsala", "Östergötland", "Skåne", "Gotland", "Norrbotten")


def many(count: int) -> Reference:
    """So many documents, every tenth an article; the same every time. Each shows as one of the five does."""
    given = load(beside("seeds"))
    choose = random.Random(SEED)  # noqa: S311 no secret
    return Reference(given.topics, tuple(_documents(given, choose, count)))


def _documents(given: Reference, choose: random.Random, count: int) -> Iterator[Document]:
    sentences, names = _sentences(given), _names(given)
    topics = [topic.code for topic in given.topics]
    for number in range(count):
        file = f"{number:05}.txt"
        like = given.documents[number % len(given.documents)]
        kind, read = ("article", article) if number % 10 == 9 else ("question", question)  # noqa: PLR2004 every tenth
        written = _article(choose, sentences, names) if kind == "article" else _question(choose, sentences, names)
        body = read(file, written)
        on = None if isinstance(body, Question) else body.published_on
        about = tuple(choose.sample(topics, choose.randint(1, 3)))
        region = choose.choice(REGIONS)
        yield Document(file, f"dokument-{number}", kind, region, on, about, like.shows, body)  # type: ignore[arg-type]


def _sentences(given: Reference) -> list[str]:
    """The sentences of every answer."""
    bodies = [one.body for one in given.documents if isinstance(one.body, Question)]
    texts = " ".join(line for body in bodies for answer in body.answers for line in answer.text)
    return [one for one in re.split(r"(?<=[.!]) ", texts) if one[-1] in ".!"]


def _names(given: Reference) -> list[str]:
    bodies = [one.body for one in given.documents if isinstance(one.body, Question)]
    return sorted({answer.name for body in bodies for answer in body.answers})


def _text(choose: random.Random, sentences: list[str]) -> str:
    return " ".join(choose.sample(sentences, choose.randint(1, 5)))


def _asked(choose: random.Random, sentences: list[str]) -> str:
    return f"Kan du lova att {choose.choice(sentences)[:-1].lower()}?"


def _question(choose: random.Random, sentences: list[str], names: list[str]) -> str:
    lines = [_asked(choose, sentences), ""]
    for number in range(1, choose.randint(7, 10)):
        name, title = choose.choice(names), choose.choice(("Gruppledare", "Toppkandidat", "Ordförande"))
        lines += [f" {number}. {_text(choose, sentences)}", "", "  JA", f"  {name}", f"  {title}"]
    return "\n".join(lines)


def _article(choose: random.Random, sentences: list[str], names: list[str]) -> str:
    day = f"20{choose.randint(10, 26)}-{choose.randint(1, 12):02}-{choose.randint(1, 28):02}"
    lines = [
        f"{day} | Nyhet",
        "",
        choose.choice(sentences)[:-1],
        "",
        choose.choice(names),
        "",
        _text(choose, sentences),
    ]
    for _ in range(3):
        said = f"– {_text(choose, sentences)[:-1]}, säger {choose.choice(names)}, ordförande."
        lines += ["", _asked(choose, sentences), said]
    return "\n".join([*lines, "", "Läs mer"])
