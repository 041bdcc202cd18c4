"""The source documents of seeds/: questions to politicians with their answers, and articles. Standard library only.

lines.py and sources.py read one document by its grammar, index.py the folder; `python -m lus.reference` prints it all.
"""

from lus.reference.index import Document, Reference, Shown, Topic, as_json, load
from lus.reference.lines import MalformedError
from lus.reference.sources import Answer, Article, Exchange, Question, article, question

__all__ = [
    "Answer",
    "Article",
    "Document",
    "Exchange",
    "MalformedError",
    "Question",
    "Reference",
    "Shown",
    "Topic",
    "article",
    "as_json",
    "load",
    "question",
]
