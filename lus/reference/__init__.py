"""The source documents of seeds/: questions to politicians with their answers, and articles. Standard library only.

sources.py reads one document by its grammar, index.py the whole folder. `python -m lus.reference` prints all of it.
"""

from lus.reference.index import Document, Reference, Shown, Topic, as_json, load
from lus.reference.sources import Answer, Article, Exchange, MalformedError, Question, article, question

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
