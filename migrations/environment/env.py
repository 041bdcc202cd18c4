"""How migrations run: on the connection that `lus migrate` hands over, one at a time, never waiting long for a lock.

A migration that waits for a lock makes every query behind it wait too; it is better that it fails and is run again.
"""

from alembic import context
from sqlalchemy import text

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "5min"
# Two migrating at once wait for each other here instead of colliding. Any number, ours alone.
ONE_AT_A_TIME = 6122017

connection = context.config.attributes["connection"]
connection.execute(text("select pg_advisory_lock(:key)"), {"key": ONE_AT_A_TIME})
connection.execute(text("select set_config('lock_timeout', :value, false)"), {"value": LOCK_TIMEOUT})
connection.execute(text("select set_config('statement_timeout', :value, false)"), {"value": STATEMENT_TIMEOUT})
connection.commit()
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    transaction_per_migration=True,
    # Partitions are made as months go by; the table that they belong to is the one to compare.
    include_name=lambda name, kind, _parents: not (kind == "table" and str(name).startswith("access_log_")),
    compare_type=True,
    compare_server_default=True,
)
try:
    with context.begin_transaction():
        context.run_migrations()
finally:
    # The connection goes back to a pool: it must not keep the lock or the timeouts.
    connection.rollback()
    connection.invalidate()
