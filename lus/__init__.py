"""Hemgång: who owes whom what, and by when, when a patient goes home from hospital."""

__version__ = "0.1.0"
