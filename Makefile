# Everything a developer does. What a target needs, it installs first; a stamp with the locks' hash says if there is anything to do.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup dev run test test-core test-matrix fuzz lint fix migrate assets bench chaos punctual promises screenshots backup restore reference tables locks

help: ## what you can do here
	@while read -r name rest; do case "$$rest" in *"## "*) printf '  %-12s %s\n' "$${name%%:*}" "$${rest#*## }";; esac; done < Makefile

setup: ## make .venv with the lus command and what running needs
	@$(PYTHON) tools/setup.py run

dev: ## make .venv with what developing needs too
	@$(PYTHON) tools/setup.py dev

assets: setup ## build stylesheet, scripts and fonts into lus/web/static
	@$(PYTHON) tools/assets.py

run: assets ## start everything (LUS_PORT, default 8000); Ctrl-C stops it
	@exec $(BIN)/lus run

migrate: setup ## bring the database's tables to the newest version
	@$(BIN)/lus migrate

test: dev assets ## every test, journeys in a real browser included
	@$(PYTHON) tools/machine.py browser
	@sh tools/test.sh tests --ignore=tests/brokers

test-core: dev assets ## every test but the journeys: needs no browser
	@sh tools/test.sh tests --ignore=tests/journeys --ignore=tests/brokers

test-matrix: dev ## the workers with Redis, with RabbitMQ and with a broker that does not answer
	@$(PYTHON) tools/machine.py rabbitmq
	@$(BIN)/python -m pytest tests/brokers

fuzz: dev ## the property tests with fresh seeds and many more examples
	@HYPOTHESIS_PROFILE=fuzz sh tools/test.sh tests/properties tests/casefile tests/domain tests/reference

lint: dev ## ruff, formatting, types, imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fix: dev ## mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: dev assets ## the rules; reference pages; late SIPs; board and case page among 100,000 cases (docs/performance.md)
	@$(BIN)/python -m benchmarks.rules
	@$(BIN)/python -m benchmarks.late
	@$(BIN)/python -m benchmarks.reference
	@$(BIN)/python -m benchmarks.pages

chaos: dev ## 5,000 reminders while all is killed: none lost, none twice; and what a tick costs (a quarter of an hour)
	@$(BIN)/python -m benchmarks.due
	@$(BIN)/python -m benchmarks.chaos

punctual: dev ## 15,000 reminders within an hour, with a broker and without: how late each is
	@$(BIN)/python -m benchmarks.punctual

promises: chaos test-matrix punctual ## what docs/operations.md promises of reminders, in one run (an hour and a half)
	@$(BIN)/python -m pytest tests/run/test_nothing_leaves.py

reference: setup ## write docs/reference.json from seeds/
	@$(BIN)/python -m lus.reference > docs/reference.json

screenshots: dev assets ## pictures of the pages at 1440 and 320 px into docs/screenshots
	@$(PYTHON) tools/machine.py browser
	@$(BIN)/python -m tests.journeys.screenshots

backup: setup ## a copy of the whole database into var/backup (or FILE=…)
	@$(BIN)/lus backup $(FILE)

restore: setup ## the database as it was in FILE=…: what happened since is lost
	@test -n "$(FILE)" || { echo "Ange filen: make restore FILE=var/backup/…" >&2; exit 1; }
	@$(BIN)/lus restore $(FILE)

tables: dev ## write what docs/ tells of the code's own tables
	@$(BIN)/python tools/tables.py

locks: ## resolve the locks again (needs uv)
	@sh tools/locks.sh
