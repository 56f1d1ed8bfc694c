"""Reads a YAML file that a person wrote into plain values, with every mistake found at once and placed.

Stricter and plainer than YAML at large: no anchors, aliases, merge keys or tags (a bomb of aliases is refused
before it unfolds), one document, text keys only. `no`, `08:30`, `2026-09-14`, `0612` and `+316` stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from calamiteit.adapters.files.places import Document, Place, Places
from calamiteit.core.errors import BadInput
from calamiteit.core.problems import Path, Problem
from calamiteit.core.written import STEERING

LARGEST_BYTES = 1_000_000
DEEPEST = 30
"""Levels of nesting; a playbook needs about ten."""

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_NOTHING = ("", "~", "null", "Null", "NULL")
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_PLAIN_TAGS = {"", "!"} | {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")
}


def read_yaml(source: FilePath | str, name: str | None = None) -> Document:
    """The content of a file (a Path) or of a text (a str); BadInput carries every problem of the whole file.

    `name` is how messages call it; for a Path that is by default the path as given.
    """
    document, problems = scan_yaml(source, name)
    if problems:
        raise BadInput(problems)
    return document


def scan_yaml(
    source: FilePath | str, name: str | None = None, largest: int = LARGEST_BYTES
) -> tuple[Document, list[Problem]]:
    """As read_yaml, but with the problems beside what could be read, so that checks go on; never raises."""
    shown = name if name is not None else (str(source) if isinstance(source, FilePath) else "")
    reader = _Reader(name=shown)
    data: object = None
    try:
        text = read_text(source, shown, largest) if isinstance(source, FilePath) else source
        _refuse_size(text, shown, largest)
        node = _compose(text, shown)
        data = reader.value(node, ()) if node is not None else None
    except BadInput as error:
        reader.problems.extend(error.problems)
    places = Places(values=reader.values, keys=reader.keys)
    return Document(name=shown, data=data, places=places), reader.problems


def read_text(path: FilePath, name: str | None = None, largest: int = LARGEST_BYTES) -> str:
    """The text of a UTF-8 file; BadInput says why it cannot be read."""
    shown = name if name is not None else str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(largest + 1)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _bad("this is not UTF-8 text; save the file as UTF-8", shown, "encoding", (line, 0)) from error
    except OSError as error:
        raise _bad(f"the file cannot be read: {error.strerror}", shown, "unreadable") from error


def _refuse_size(text: str, name: str, largest: int) -> None:
    if len(text.encode("utf-8", "surrogatepass")) > largest:
        raise _bad(f"the file is larger than {largest // 1_000_000} MB; split it", name, "too-large")


def _bad(what: str, name: str, code: str, at: Place = (0, 0)) -> BadInput:
    return BadInput([Problem(what=what, file=name, line=at[0], column=at[1], code=code)])


def _compose(text: str, name: str) -> Node | None:
    """The tree of nodes, not yet values: aliases are still single nodes here."""
    if (tab := _tab(text)) is not None:
        raise _bad("a tab is used to indent; use spaces", name, "tab", tab)
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise _bad(_sentence(error), name, "yaml", _mark(error)) from error
    except (AssertionError, KeyError) as error:
        # A line %YAML of a version that there is not: the library stumbles over it.
        raise _bad("the line with %YAML names an unknown version; remove it", name, "yaml") from error
    except (YAMLError, ValueError, IndexError) as error:
        raise _bad(_plain(_first_line(str(error))), name, "yaml") from error
    except RecursionError as error:
        raise _bad(f"the file is nested deeper than {DEEPEST} levels", name, "too-deep") from error
    return node


def _tab(text: str) -> Place | None:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip(" ").startswith("\t") and line.strip():
            return number, len(line) - len(line.lstrip(" ")) + 1
    return None


def _mark(error: MarkedYAMLError) -> Place:
    mark = error.problem_mark or error.context_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)


_PLAIN_WORDS = (
    ("could not find expected ':'", "a ':' is missing after a key, or a long text is not indented"),
    (
        "mapping values are not allowed",
        "a ':' stands where no key can be: a text with ': ' needs quotes, keys of one level one column",
    ),
    ("expected <block end>", "the indentation does not fit the lines above, or a quote above is not closed"),
    (
        "expected ',' or ']'",
        "a list in [ ] is not closed, a ',' or a quote is missing, or a text with ': ' in it needs quotes",
    ),
    (
        "expected ',' or '}'",
        "a mapping in { } is not closed, a ',' or a quote is missing, or a text with ': ' in it needs quotes",
    ),
    ("found unexpected end of stream", "a quote is opened and never closed"),
    ("cannot start any token", "a text that starts with this character needs quotes"),
    ("expected the node content", "a list, a mapping or a text is opened and never finished"),
    ("found undefined alias", "aliases (*name) are not used; write the value out"),
    ("expected a single document", "the file holds more than one document ('---'); keep one"),
    ("special characters are not allowed", "the file holds a control character; remove it"),
    ("found duplicate anchor", "anchors (&name) are not used; write the value out"),
)


def _sentence(error: MarkedYAMLError) -> str:
    return _plain(" ".join(str(part) for part in (error.context, error.problem) if part))


def _plain(found: str) -> str:
    """What the parser found, in the words of somebody who writes plans."""
    for technical, plain in _PLAIN_WORDS:
        if technical in found:
            return plain
    return f"this is not YAML: {_first_line(found)}"


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0][:200]


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Turns nodes into values and notes where they stand; goes on after a mistake."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def value(self, node: Node, path: Path) -> object:
        self.values[path] = _start(node)
        if node.anchor is not None:
            self._note("anchors and aliases (&name, *name) are not used; write the value out", node, "alias")
            return None
        if _has_own_tag(node):
            self._note(f"tags ({node.tag}) are not used; write the plain value", node, "tag")
            return None
        if len(path) > DEEPEST:
            self._note(f"the file is nested deeper than {DEEPEST} levels", node, "too-deep")
            return None
        if isinstance(node, MappingNode):
            return dict(self._entries(node, path))
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, position)) for position, item in enumerate(node.value)]
        text = _whole_characters(str(node.value))
        if text is None:
            self._note("the text holds half a character (a lone \\ud800 to \\udfff)", node, "character")
            return None
        if STEERING.search(text):
            self._note("the text holds a control character (such as \\e or \\u202e)", node, "character")
            return None
        return _scalar(text, quoted=isinstance(node, ScalarNode) and bool(node.style))

    def _entries(self, node: MappingNode, path: Path) -> Iterator[tuple[str, object]]:
        first: dict[str, Place] = {}
        for key_node, value_node in node.value:
            key = _key(key_node)
            if key is None:
                self._note("a key has to be a plain text", key_node, "key")
            elif key == "<<":
                self._note("merge keys (<<) are not used; write them out", key_node, "alias")
            elif key in first:
                self._note(f"'{key}' is given twice; first on line {first[key][0]}", key_node, "duplicate")
            else:
                first[key] = self.keys[(*path, key)] = _start(key_node)
                yield key, self.value(value_node, (*path, key))

    def _note(self, what: str, node: Node, code: str) -> None:
        line, column = _start(node)
        self.problems.append(Problem(what=what, file=self.name, line=line, column=column, code=code))


def _start(node: Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _key(node: Node) -> str | None:
    plain = isinstance(node, ScalarNode) and node.anchor is None
    text = _whole_characters(str(node.value)) if plain else None
    return None if text is None or STEERING.search(text) else text


def _whole_characters(text: str) -> str | None:
    """Joins the halves of characters that were written as two escapes; None when one half is alone."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return None


def _has_own_tag(node: Node) -> bool:
    """Whether the writer put a tag that asks for more than a plain value."""
    return str(node.tag or "") not in _PLAIN_TAGS


def _scalar(text: str, *, quoted: bool) -> object:
    """A plain scalar may be a number or a truth value; a quoted one is text."""
    if quoted:
        return text
    if text in _NOTHING:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text
