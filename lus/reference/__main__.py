"""Print the parsed documents of seeds/ as JSON: `make reference` keeps them in docs/reference.json."""

import sys
from pathlib import Path

from lus.reference import as_json, load

sys.stdout.write(as_json(load(Path(__file__).resolve().parents[2] / "seeds")))
