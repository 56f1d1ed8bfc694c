"""The fuzzing itself: it sees a traceback and a hang, and the same number is the same input."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from click.testing import CliRunner

from tests.fuzz.__main__ import main
from tests.fuzz.choices import Choices, damaged
from tests.fuzz.guided import NAMES
from tests.fuzz.mutating import mutated
from tests.fuzz.target import Target, trial
from tests.fuzz.targets import BY_NAME
from tests.soak.fuzz import ROUND, _kept, damage, target_of


def _target(fuzz: object) -> Target:
    return Target(name="test", fuzz=fuzz, seeds=lambda: [b"honest"])  # type: ignore[arg-type]


def test_a_traceback_is_a_finding_and_names_what_was_raised() -> None:
    def stumble(data: bytes) -> None:
        raise KeyError(data.decode())

    assert "KeyError: 'a'" in trial(_target(stumble), b"a")


def test_a_hang_is_a_finding_even_where_every_exception_is_caught() -> None:
    def hang(data: bytes) -> None:
        for _ in count():
            try:
                data.decode()
            except Exception:  # noqa: BLE001 - as careless code does
                continue

    assert "not done after 0 s" in trial(_target(hang), b"a", seconds=0.2)


def test_input_that_does_no_harm_is_no_finding() -> None:
    assert trial(_target(lambda data: None), b"a") == ""


def test_the_same_number_gives_the_same_input_and_another_number_another() -> None:
    target = BY_NAME["mail"]
    assert [mutated(target, number) for number in range(50)] == [
        mutated(target, number) for number in range(50)
    ]
    assert len({mutated(target, number) for number in range(50)}) > 40
    assert max(len(mutated(target, number)) for number in range(200)) <= target.longest


def test_a_damaged_tree_leaves_the_one_it_came_from_as_it_was() -> None:
    tree: dict[str, object] = {"a": [1, {"b": 2}], "c": "d"}
    found = [
        damaged(tree, Choices(bytes([first, second] * 9))) for first in range(20) for second in range(20)
    ]
    assert tree == {"a": [1, {"b": 2}], "c": "d"}
    assert sum(one != tree for one in found) > 300


def test_every_target_has_its_turn_in_the_soak_and_with_the_guided_fuzzer() -> None:
    assert set(ROUND) == set(NAMES) == set(BY_NAME)
    assert target_of(0).name == ROUND[0] and target_of(len(ROUND) * 1_000).name == ROUND[0]


def test_the_soak_counts_the_inputs_of_each_target() -> None:
    outcome = damage(range(8_995, 9_005))
    assert sum(outcome.tally.values()) == 10 and len(outcome.tally) == 2
    assert outcome.failures == ()


def test_what_does_harm_is_kept_in_a_file_with_the_command_that_does_it_again(tmp_path: Path) -> None:
    command = _kept(BY_NAME["mail"], b"(((", tmp_path)
    *_, name, file = command.split()
    assert command.startswith("python -m tests.fuzz mail ") and Path(file).read_bytes() == b"((("
    result = CliRunner().invoke(main, [name, file])
    assert (result.exit_code, result.output) == (0, "mail: no finding\n")
