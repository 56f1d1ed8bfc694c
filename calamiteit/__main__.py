"""Lets `python -m calamiteit` do what the command `calamiteit` does."""

from __future__ import annotations

from calamiteit.cli import main

if __name__ == "__main__":
    main()
