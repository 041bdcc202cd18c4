"""seeds/index.toml and the documents that it lists: where each comes from, its topics, and how it shows in Hemgång."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast, get_args

from lus.reference.lines import MalformedError
from lus.reference.sources import Article, Question, article, question

INDEX = "index.toml"
UNKNOWN = "okänt"
Kind: TypeAlias = Literal["question", "article"]
State: TypeAlias = Literal["now", "coming", "beyond"]
"""How something asked for shows: now, not built yet, or not a promise that a tracker can keep."""

_ADDRESS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PARSERS: dict[str, Callable[[str, str], Question | Article]] = {"question": question, "article": article}
_SHOWN = {"state", "text"}, {"duties", "pages", "rules"}
_DOCUMENT = {"file", "address", "kind", "region", "date", "topics", "shows"}, frozenset[str]()


@dataclass(frozen=True, slots=True)
class Topic:
    """What a document may be about; `code` stands in addresses."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One way in which a document shows: kinds of duty, addresses of pages, paragraphs that serve it."""

    state: State
    text: str
    duties: tuple[str, ...]
    pages: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A source document. `address` is permanent; `published_on` None: not known."""

    file: str
    address: str
    kind: Kind
    region: str
    published_on: date | None
    topics: tuple[str, ...]
    shows: tuple[Shown, ...]
    body: Question | Article

    @property
    def title(self) -> str:
        """The question, or the headline."""
        return self.body.question if isinstance(self.body, Question) else self.body.headline


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything in seeds/, in the order of the index."""

    topics: tuple[Topic, ...]
    documents: tuple[Document, ...]


def load(folder: Path) -> Reference:
    """Read the folder. Raises MalformedError where index or documents are not as they should be."""
    text = _text(folder / INDEX)
    try:
        rows = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        raise MalformedError(INDEX, int(at[1]) if at else text.count("\n") + 1, f"TOML ({error})") from None
    topics = tuple(Topic(code, name) for code, name in rows.get("topics", {}).items())
    reader = _Reader(folder, text, {topic.code for topic in topics})
    documents = tuple(reader.document(number, row) for number, row in enumerate(rows.get("documents", [])))
    left = sorted({path.name for path in folder.glob("*.txt")} - {one.file for one in documents})
    if left:
        raise MalformedError(INDEX, text.count("\n") + 1, f"en rad [[documents]] för {left[0]}")
    return Reference(topics, documents)


def as_json(reference: Reference) -> str:
    """All of it, for people and for other programs."""
    return json.dumps(asdict(reference), ensure_ascii=False, indent=1, default=str) + "\n"


def _text(path: Path) -> str:
    """Raises MalformedError where there is no such file, or it is not UTF-8."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise MalformedError(path.name, 1, "en fil som finns") from None
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise MalformedError(path.name, raw[: error.start].count(b"\n") + 1, "text i UTF-8") from None


class _Reader:
    """The rows of the index, one by one; what must differ between them is remembered."""

    def __init__(self, folder: Path, index: str, topics: set[str]) -> None:
        self.folder, self.topics = folder, topics
        heads = [number for number, line in enumerate(index.split("\n"), 1) if line.strip() == "[[documents]]"]
        self.heads = dict(enumerate(heads))
        self.files: set[str] = set()
        self.addresses: set[str] = set()

    def document(self, place: int, row: Mapping[str, Any]) -> Document:
        line = self.heads.get(place, 1)

        def must(holds: object, expected: str) -> None:
            if not holds:
                raise MalformedError(INDEX, line, expected)

        _keys(row, *_DOCUMENT, must)
        file, address, on = row["file"], row["address"], row["date"]
        must(_is_text(file) and Path(file).name == file and file not in self.files, "file: ett filnamn, nämnt en gång")
        must(_is_text(address) and _ADDRESS.fullmatch(address), "address: små bokstäver a–z, siffror och bindestreck")
        must(address not in self.addresses, f"en annan address än {address}, som är upptagen")
        must(row["kind"] in _PARSERS, f"kind: {' eller '.join(_PARSERS)}")
        must(_is_text(row["region"]), "region: regionens namn")
        must(on == UNKNOWN or type(on) is date, f"date: en dag som 2019-06-18, eller ”{UNKNOWN}”")
        must(_are_texts(row["topics"]) and row["topics"], "topics: minst ett ämne")
        must(set(row["topics"]) <= self.topics, f"topics: bland {', '.join(sorted(self.topics))}")
        must(isinstance(row["shows"], list) and row["shows"], "minst en [[documents.shows]]: så syns det")
        shows = tuple(_shown(one, must) for one in row["shows"])
        self.files.add(file)
        self.addresses.add(address)
        body = _PARSERS[row["kind"]](file, _text(self.folder / file))
        published_on = None if on == UNKNOWN else on
        if isinstance(body, Article):
            must(body.published_on == published_on, f"date: {body.published_on}, som i {file}")
        kind = cast("Kind", row["kind"])
        return Document(file, address, kind, row["region"], published_on, tuple(row["topics"]), shows, body)


def _shown(row: Mapping[str, Any], must: Any) -> Shown:
    must(isinstance(row, dict), "[[documents.shows]]")
    _keys(row, *_SHOWN, must)
    must(row["state"] in get_args(State), f"state: {', '.join(get_args(State))}")
    must(_is_text(row["text"]), "text: hur det syns")
    links = [row.get(name, []) for name in ("duties", "pages", "rules")]
    must(all(_are_texts(some) for some in links), "duties, pages och rules: listor av texter")
    return Shown(row["state"], row["text"], *(tuple(some) for some in links))


def _keys(row: Mapping[str, Any], needed: set[str], more: frozenset[str] | set[str], must: Any) -> None:
    missing, unknown = sorted(needed - set(row)), sorted(set(row) - needed - more)
    must(not missing, f"{', '.join(missing)} i raden")
    must(not unknown, f"bara kända nycklar; {', '.join(unknown)} är ingen")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(one) for one in value)
