"""Reminders that fall due one after the other, for units that are told by mail and webhook: rows, nothing derived."""

import psycopg

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 a benchmark's

_UNITS = (
    "insert into providers values ('0180', 'Kommun', false)",
    (
        "insert into units (id, kind, name, short_name, principal, provider)"
        " select n, 'social_services', 'Enhet ' || n, n::text, '0180', 'Kommun' from generate_series(1, %(units)s) n"
    ),
    (
        "insert into preferences (unit_id, mail, webhook, webhook_secret)"
        " select n, 'enhet' || n || '@example.se', %(hook)s, %(secret)s from generate_series(1, %(units)s) n"
    ),
    "insert into cases (ref, kind, status, version, party_units) values ('00000000', 'stay', 'planning', 0, '{1}')",
)

_DUE = """
insert into reminders (key, case_id, case_ref, duty, kind, step, unit_id, at, due_at, binding, ladder)
select 'R:' || lpad(n::text, 8, '0') || ':due:1', (select min(id) from cases), '00000000', lpad(n::text, 8, '0'),
       'acknowledge', 'due', n, m.at, m.at, false, ''
  from generate_series(1, %(units)s) n,
       lateral (select now() + make_interval(secs => %(first)s + %(seconds)s * (n - 1) / %(units)s) as at) m
"""


def furnish(owner: "psycopg.Connection[object]", units: int, hook: str) -> None:
    """That many units, each told by mail and at the webhook."""
    for statement in _UNITS:
        owner.execute(statement, {"units": units, "hook": hook, "secret": SECRET})  # type: ignore[arg-type,unused-ignore]


def fall_due(owner: "psycopg.Connection[object]", units: int, first_s: float, seconds: float) -> None:
    """A reminder for each unit, one after the other: from `first_s` on, during `seconds`."""
    owner.execute(_DUE, {"units": units, "first": first_s, "seconds": seconds})
