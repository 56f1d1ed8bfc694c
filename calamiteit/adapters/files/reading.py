"""Reads a file as a model, quickly when it was read before, and with every place when something is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from calamiteit.adapters.files.cache import NO_CACHE, ContentCache
from calamiteit.adapters.files.places import Document, Places
from calamiteit.adapters.files.validate import validate
from calamiteit.adapters.files.yaml import read_text, read_yaml
from calamiteit.core.errors import BadInput

Model = TypeVar("Model", bound=BaseModel)


def read_model(model: type[Model], path: Path, cache: ContentCache = NO_CACHE) -> Model:
    """The content of a YAML file as a model; BadInput carries every problem with its place."""
    text = read_text(path)
    name = str(path.resolve())
    held = cache.get(name, text)
    if held is not None:
        found, _ = validate(model, Document(name=str(path), data=held, places=Places()))
        if found is not None:
            return found
    document = read_yaml(text, str(path))
    found, problems = validate(model, document)
    if found is None:
        raise BadInput(problems)
    cache.put(name, text, document.data)
    return found
