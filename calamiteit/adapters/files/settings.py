"""Reads the settings of a workspace: its own file over the user's, secrets and environment over both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from calamiteit.adapters.files.basics import FILE, SECRETS
from calamiteit.adapters.files.places import Document
from calamiteit.adapters.files.validate import problems_of
from calamiteit.adapters.files.yaml import read_yaml
from calamiteit.core.errors import BadInput
from calamiteit.core.problems import Problem
from calamiteit.settings import Settings, make


def read_settings(folder: Path, user_file: Path | None = None) -> Settings:
    """The settings of the workspace in `folder`. Raises BadInput with every problem at its place."""
    document, values = _read(folder / FILE)
    if user_file is not None and user_file.is_file():
        values = _merge(_read(user_file)[1], values)
    try:
        return make(values, folder / SECRETS)
    except ValidationError as error:
        raise BadInput(problems_of(Settings, error, document)) from error


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
