"""Reads the settings of a workspace: its own file over the user's, secrets and environment over both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from calamiteit.adapters.files.places import Document
from calamiteit.adapters.files.validate import problems_of
from calamiteit.adapters.files.yaml import read_yaml
from calamiteit.core.errors import BadInput, Mistake
from calamiteit.core.problems import Problem
from calamiteit.settings import Settings, make

FILE = "settings.yaml"
"""The file that makes a folder a workspace."""
SECRETS = "secrets"


def read_settings(folder: Path, user_file: Path | None = None) -> Settings:
    """The settings of the workspace in `folder`. Raises BadInput with every problem at its place."""
    document, values = _read(folder / FILE)
    if user_file is not None and user_file.is_file():
        values = _merge(_read(user_file)[1], values)
    try:
        return make(values, folder / SECRETS)
    except ValidationError as error:
        raise BadInput(problems_of(Settings, error, document)) from error


def find_workspace(start: Path) -> Path:
    """The workspace that holds a folder: itself, or one above it. Raises Mistake when there is none."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise Mistake(
        f"{start} is not a workspace (it has no {FILE}); "
        "go to one, name it with --workspace, or make one: calamiteit init DIR"
    )


def _read(path: Path) -> tuple[Document, Mapping[str, Any]]:
    document = read_yaml(path)
    if not isinstance(document.data, Mapping):
        raise BadInput([Problem(what="settings are keys with values", file=str(path), code="form")])
    return document, dict(document.data)


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` wins; mappings inside are merged in the same way."""
    merged = dict(below)
    for key, value in above.items():
        inner = merged.get(key)
        if isinstance(inner, Mapping) and isinstance(value, Mapping):
            value = _merge(inner, value)
        merged[key] = value
    return merged
