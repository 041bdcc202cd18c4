"""The source documents as content that anybody may read and search. No patient data: the app reads, the owner writes.

The number was reserved while others worked: 0006, 0007 and 0009 may never come to be.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reference_topics",
        sa.Column("code", sa.Text(collation="C"), nullable=False, comment="stands in addresses"),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reference_topics")),
    )
    _documents()
    _parts()
    for table in ("reference_topics", "reference_documents", "reference_parts"):
        op.execute(f"grant select on {table} to lus_app")


def _documents() -> None:
    op.create_table(
        "reference_documents",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="its place in the index"),
        sa.Column("address", sa.Text(collation="C"), nullable=False, comment="permanent: what the world calls it"),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="question or article"),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True, comment="null: not known"),
        sa.Column("rubric", sa.Text(), nullable=True, comment="of an article"),
        sa.Column("title", sa.Text(), nullable=False, comment="the question, or the headline"),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("topics", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("duties", sa.ARRAY(sa.Text()), nullable=False, comment="every kind of duty that it shows in"),
        sa.Column("shows", postgresql.JSONB(), nullable=False, comment="how it shows in Hemgång, as the index says"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_documents")),
        sa.UniqueConstraint("address", name=op.f("uq_reference_documents_address")),
    )
    for column in ("topics", "duties"):
        op.create_index(f"ix_reference_documents_{column}", "reference_documents", [column], postgresql_using="gin")


def _parts() -> None:
    op.create_table(
        "reference_parts",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="as in the source, from 0: its title"),
        sa.Column("role", sa.Text(), nullable=False, comment="title, people, lead, answer, exchange or closing"),
        sa.Column("number", sa.Integer(), nullable=True, comment="of an answer"),
        sa.Column("heading", sa.Text(), nullable=True, comment="the interview's question"),
        sa.Column("text", sa.Text(), nullable=False, comment="as given, line by line"),
        sa.Column("said", sa.Text(), nullable=True, comment="JA or NEJ"),
        sa.Column("name", sa.Text(), nullable=True, comment="who said it"),
        sa.Column("title", sa.Text(), nullable=True, comment="theirs, line by line"),
        sa.Column("search", postgresql.TSVECTOR(), nullable=False, comment="words of lus.store.swedish, stemmed"),
        sa.PrimaryKeyConstraint("document_id", "place", name=op.f("pk_reference_parts")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["reference_documents.id"],
            name=op.f("fk_reference_parts_document_id_reference_documents"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_reference_parts_search", "reference_parts", ["search"], postgresql_using="gin")
