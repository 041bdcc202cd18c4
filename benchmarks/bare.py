"""The bare page that ours is measured against: one pooled connection, one SELECT, one Jinja loop over the same rows.

No session, no rights, no log, nothing derived: codes and moments are printed as they are stored. The same framework and
driver; the connection commits by itself, so that the SELECT is the only thing sent.
"""

from typing import Any

from fastapi import FastAPI
from jinja2 import Environment, StrictUndefined
from sqlalchemy import create_engine, text
from starlette.responses import HTMLResponse

BOARD = text("""
select b.*, p.name, p.number, p.protected
  from board b join patients p on p.case_id = b.case_id
 where b.listed and b.unit_id = :unit order by b.urgency, b.case_id limit 501
""")

CASE = text("""
select f.seq, f.kind, f.at, f.recorded_at, f.unit_id, f.skeleton, t.content, who.name as recorded_by,
       (select jsonb_agg(jsonb_build_array(r.unit_id, r.ground) order by r.place)
          from fact_receivers r where r.case_id = f.case_id and r.seq = f.seq) as receivers
  from cases c join facts f on f.case_id = c.id
  left join fact_contents t on t.case_id = f.case_id and t.seq = f.seq
  left join persons who on who.id = f.person_id
 where c.ref = :ref order by f.seq desc limit 2001
""")

_PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Bare</title></head><body>
<table>{% for row in rows %}
<tr>"""

_BOARD = (
    _PAGE
    + """
<th><a href="/arende/{{ row.case_ref }}">{{ row.name }}</a> {{ row.number }}</th>
<td>{{ row.status }} {{ row.ready_at }}</td>
<td>{% if row.summary.next_step %}{{ row.summary.next_step.unit }} {{ row.summary.next_step.kind }}
 {{ row.summary.next_step.due_at }}{% endif %}</td>
<td>{{ row.expected_on }} {{ row.moves }}</td>
<td>{{ row.summary.liability.state }} {{ row.first_liable_on }}
{% for party in row.summary.parties %}{% if party.answered %}{{ party.unit }} {{ party.answered.answer }}
 {{ party.answered.from_at }}{% endif %}{% endfor %}</td>
<td>{% for party in row.summary.parties %}{% for one in party.receipts %}{{ party.unit }} {{ one.kind }}
 {{ one.read_at }}{% endfor %}{% endfor %}</td>
<td>{{ row.own_duty }} {{ row.own_due_at }}</td></tr>
{% endfor %}</table></body></html>"""
)

_CASE = (
    _PAGE
    + """
<th>{{ row.kind }}</th><td>{{ row.at }} {{ row.recorded_at }} {{ row.unit_id }} {{ row.recorded_by }}</td>
<td>{% for name, value in row.skeleton.items() %}{{ name }} {{ value }}{% endfor %}</td>
<td>{% for name, value in (row.content or {}).items() %}{{ name }} {{ value }}{% endfor %}</td>
<td>{% for unit, ground in row.receivers or [] %}{{ unit }} {{ ground }}{% endfor %}</td></tr>
{% endfor %}</table></body></html>"""
)


def create_app(url: str) -> FastAPI:
    """`url` with its driver; a role that row security does not bind."""
    pool = create_engine(url, pool_size=10, isolation_level="AUTOCOMMIT")
    jinja = Environment(autoescape=True, undefined=StrictUndefined)
    board_page, case_page = jinja.from_string(_BOARD), jinja.from_string(_CASE)

    def rows(statement: Any, **values: Any) -> Any:
        with pool.connect() as connection:
            return connection.execute(statement, values).all()

    def board(unit: int) -> HTMLResponse:
        return HTMLResponse(board_page.render(rows=rows(BOARD, unit=unit)))

    def case(ref: str) -> HTMLResponse:
        return HTMLResponse(case_page.render(rows=rows(CASE, ref=ref)))

    app = FastAPI(openapi_url=None)
    app.add_api_route("/tavla/{unit}", board)
    app.add_api_route("/arende/{ref}", case)
    return app
