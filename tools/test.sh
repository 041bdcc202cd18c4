#!/bin/sh
# All tests on the embedded PostgreSQL; in CI those of the store on Debian's 15 as well, the oldest we promise.
set -eu
.venv/bin/python -m pytest -n "${LUS_TEST_WORKERS:-2}" "$@"
if [ "${CI:-}" = true ]; then
  "${PYTHON:-python3}" tools/machine.py postgres15
  echo "· Tests of the store on PostgreSQL 15"
  LUS_TEST_POSTGRES=15 .venv/bin/python -m pytest -n "${LUS_TEST_WORKERS:-2}" tests/store
fi
