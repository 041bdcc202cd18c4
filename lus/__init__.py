"""Hemgång: facts in, duties out. See docs/architecture.md."""
