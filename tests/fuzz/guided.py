"""Fuzzing that is led by coverage (atheris): python -m tests.fuzz.guided TARGET [--runs N] [--seconds N].

What reaches new code is kept in build/fuzz/corpus/TARGET and used the next time. What does harm
is kept in build/fuzz; `python -m tests.fuzz TARGET FILE` gives it to its target again.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from pathlib import Path

import click

FOUND = Path(__file__).parents[2] / "build" / "fuzz"
NAMES = (
    *("arguments", "clicks", "contacts", "letter", "mail", "moments", "playbooks", "pressed", "rota"),
    *("settings", "slack", "texts", "yaml"),
)
HANG_SECONDS = 30


@click.command()
@click.argument("name", metavar="TARGET", type=click.Choice(NAMES))
@click.option("--runs", default=-1, help="So many inputs; the default is no end.")
@click.option("--seconds", default=0, help="So long; the default is no end.")
@click.option("--seed", default=0, help="For the chance of the fuzzer; 0 is another one each time.")
def main(name: str, runs: int, seconds: int, seed: int) -> None:
    """Look for inputs of TARGET that do harm. Ends at the first one, with the exit code 77."""
    import atheris  # not in the lock: make fuzzer

    with atheris.instrument_imports(include=["calamiteit"]):
        targets = importlib.import_module("tests.fuzz.targets")
    target = targets.BY_NAME[name]
    corpus = FOUND / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for data in target.seeds():
        (corpus / f"seed-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)
    options = [
        *(f"-dict={_dictionary(name, target.words)}" for _ in target.words[:1]),
        f"-max_len={target.longest}",
        f"-timeout={HANG_SECONDS}",
        f"-artifact_prefix={FOUND / name}-",
        f"-runs={runs}",
        f"-max_total_time={seconds}",
        f"-seed={seed}",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *options], target.fuzz)
    atheris.Fuzz()


def _dictionary(name: str, words: tuple[str, ...]) -> Path:
    """The words of the target as libFuzzer reads them."""
    path = FOUND / f"{name}.dict"
    short = (word.encode("utf-8", "surrogateescape")[:60] for word in words if word)
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in short)
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return path


if __name__ == "__main__":
    main()
