"""The benchmarks run and tell what they measured; what the figures are is no matter of a test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.source import ROOT


def test_one_figure_is_measured_quickly_and_told_to_programs(tmp_path: Path) -> None:
    asked = ["--only", "transition", "--quick", "--json", "--folder", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *asked], cwd=ROOT, capture_output=True, text=True, check=False
    )
    told = json.loads(done.stdout)
    assert told["version"] == 1
    assert {"cores", "kernel", "Python", "SQLite", "packages"} <= told["machine"].keys()
    alone, together = told["figures"]
    assert (alone["name"], alone["target"], together["target"]) == ("transition", 0.3, 0.4)
    assert all(figure["value"] > 0 for figure in told["figures"])
    verdicts = {figure["verdict"] for figure in told["figures"]}
    assert verdicts <= {"met", "missed"}
    assert done.returncode == (1 if "missed" in verdicts else 0), done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"
