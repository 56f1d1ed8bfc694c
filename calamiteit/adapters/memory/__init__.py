"""Doubles that ship: they pass the contract tests of the real ones and drive drills and tests."""
