"""Workers that keep time: heartbeats, what ran when, what may be culled, the access log's months: docs/adr/0029."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)

# The worker may not make tables; this makes those alone. A month that has begun stays where it is.
_MONTHS = """
create function make_access_log_months(ahead int) returns int language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  month date := date_trunc('month', now() at time zone 'Europe/Stockholm');
  name text;
  made int := 0;
begin
  for number in 1 .. least(greatest(ahead, 0), 24) loop
    month := month + interval '1 month';
    name := 'access_log_' || to_char(month, 'YYYY_MM');
    if to_regclass(name) is null then
      execute format(
        'create table %I partition of access_log for values from (%L) to (%L)', name,
        month::timestamp at time zone 'Europe/Stockholm',
        (month + interval '1 month')::timestamp at time zone 'Europe/Stockholm');
      execute format('alter table %I enable row level security', name);
      execute format('alter table %I force row level security', name);
      made := made + 1;
    end if;
  end loop;
  return made;
end $$
"""


def upgrade() -> None:
    _heartbeats()
    _runs()
    op.execute(_MONTHS)
    op.execute("revoke all on function make_access_log_months(int) from public")
    op.execute("grant execute on function make_access_log_months(int) to lus_worker")
    # Sessions that ended long ago. Whose they were stays unread.
    op.execute("grant select (created_at, seen_at, revoked_at), delete on sessions to lus_worker")
    # What a worker calls a case by when it records on it; nothing else of it.
    op.execute("create policy worker on cases for select to lus_worker using (true)")
    op.execute("grant select (id, ref) on cases to lus_worker")


def _heartbeats() -> None:
    kind = "worker or beat"
    main = "the process that started it, or itself: the one to replace when it is silent"
    op.alter_column("heartbeats", "worker", comment="the host that it runs on")
    op.add_column("heartbeats", sa.Column("kind", sa.Text(), nullable=False, server_default="worker", comment=kind))
    op.add_column("heartbeats", sa.Column("main_pid", sa.Integer(), nullable=True, comment=main))
    op.alter_column("heartbeats", "kind", server_default=None)


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("task", sa.Text(), nullable=False, comment="a task of the schedule"),
        sa.Column("started_at", _MOMENT, nullable=True, comment="real time; null: never"),
        sa.Column("ended_at", _MOMENT, nullable=True, comment="of the last run that ended, well or not"),
        sa.Column("well_at", _MOMENT, nullable=True, comment="of the last that ended well"),
        sa.Column("asked_at", _MOMENT, nullable=True, comment="when beat's message last came through the broker"),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True, comment="class of what went wrong; null: nothing"),
        sa.Column("alarm", sa.Text(), nullable=True, comment="what somebody must look at; null: nothing"),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_runs")),
    )
    op.execute("grant select on runs to lus_app")
    op.execute("grant select, insert, update on runs to lus_worker")
