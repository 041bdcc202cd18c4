"""Documents made from the grammar of lus.reference.sources, each with what it must be read as."""

from hypothesis import strategies as st

from lus.reference import Answer, Article, Exchange, Question

_LETTERS = 'abcdefghijklmnopqrstuvwxyzåäöABCÅÄÖ0123456789.,:;–-()/"“”’%_<>&{}é'
_WORDS = st.text(_LETTERS, min_size=1, max_size=12)
_NAME = st.tuples(st.sampled_from("ABCDEÅÄÖ"), st.text("abcdeåäö-", min_size=1, max_size=8)).map("".join)
NAMES = st.lists(_NAME, min_size=2, max_size=3).map(" ".join)
BLANK = st.sampled_from(["", " ", "  ", "\t"])


def sentences(end: str) -> st.SearchStrategy[str]:
    """A line of words that ends so, and that is nothing else in the grammar."""
    words = st.lists(_WORDS, min_size=1, max_size=8).map(" ".join)
    return words.map(lambda line: f"Och {line}{end}")


LINES = st.lists(sentences("."), min_size=1, max_size=4).map(tuple)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Question, str]:
    """A question and its source: blank lines as many as one likes, text indented or not, none or more in a text."""
    asked = draw(sentences("?"))
    found, source = [], [*draw(st.lists(BLANK, max_size=2)), asked]
    for number in range(1, draw(st.integers(1, 5)) + 1):
        answer = Answer(
            number, draw(LINES), draw(st.sampled_from(["JA", "NEJ"])), draw(NAMES),
            tuple(draw(st.lists(sentences(""), min_size=1, max_size=3))),
        )  # fmt: skip
        indent = draw(st.sampled_from(["  ", "   ", ""]))
        source += draw(st.lists(BLANK, max_size=2))
        source.append(f"{draw(st.sampled_from(['', ' ']))}{number}. {answer.text[0]}")
        for line in answer.text[1:]:
            source += draw(st.lists(BLANK, max_size=1))
            source.append(indent + line)
        source += ["", *draw(st.lists(BLANK, max_size=1))]
        source += [f"{indent}{line}" for line in (answer.said, answer.name, *answer.title)]
        found.append(answer)
    return Question(asked, tuple(found)), _written(draw, source)


@st.composite
def articles(draw: st.DrawFn) -> tuple[Article, str]:
    """An article with its interview, and its source."""
    on, rubric, headline = draw(st.dates()), draw(sentences("")), draw(sentences(""))
    people = tuple(draw(st.lists(st.lists(NAMES, min_size=1, max_size=3).map(_together), max_size=3)))
    lead = draw(st.one_of(st.just(()), LINES))
    blocks = [[f"{on.isoformat()} | {rubric}"], [headline], *([line] for line in people), *([line] for line in lead)]
    interview = []
    for _ in range(draw(st.integers(1, 4))):
        asked, answer = draw(sentences("?")), list(draw(LINES))
        speaker, role = draw(st.one_of(st.tuples(NAMES, sentences("")), st.just((None, None))))
        if speaker:
            answer[-1] = f"– {answer[-1]} Ja, säger {speaker}, {role}."
        interview.append(Exchange(asked, tuple(answer), speaker, role))
        together = draw(st.integers(1, len(answer)))
        blocks += [[asked, *answer[:together]], *([line] for line in answer[together:])]
    closing = tuple(draw(st.lists(sentences("a"), max_size=1)))
    source = [line for block in [*blocks, *([line] for line in closing)] for line in [*block, ""]]
    return Article(on, rubric, headline, people, lead, tuple(interview), closing), _written(draw, source)


def _together(names: list[str]) -> str:
    return " och ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _written(draw: st.DrawFn, lines: list[str]) -> str:
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(lines) + draw(st.sampled_from(["", end, end + end]))
