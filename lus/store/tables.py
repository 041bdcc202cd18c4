"""The tables. Alembic compares them with the database (`alembic check` in tests/guards)."""

from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text, func

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# No patient data: which worker processes live, in real time (never the training clock).
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("worker", Text, primary_key=True, comment="the worker's node name, lus@host"),
    Column("pid", Integer, primary_key=True, comment="its process on that host"),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("beat_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
