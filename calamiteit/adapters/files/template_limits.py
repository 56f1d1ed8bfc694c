"""What a text may ask of jinja2: to show, to choose and to list; nothing that can grow, call or run long."""

from __future__ import annotations

from jinja2 import nodes

from calamiteit.core.errors import DoesNotRender

ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.List,
    nodes.Tuple,
)

FILTERS = frozenset(
    {
        "capitalize",
        "d",
        "default",
        "duration",
        "first",
        "join",
        "last",
        "length",
        "local_date",
        "local_time",
        "lower",
        "sort",
        "trim",
        "upper",
    }
)

_WORDS: dict[type[nodes.Node], str] = {
    nodes.Call: "calling something",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Macro: "macro",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.Extends: "extends",
    nodes.Concat: "joining with ~",
}


def refuse_forbidden(template: nodes.Template) -> None:
    """DoesNotRender at the first thing that a text may not ask for."""
    for node in _all(template):
        if not isinstance(node, ALLOWED):
            word = _WORDS.get(type(node), type(node).__name__.lower())
            raise DoesNotRender(f"a text may not use this: {word}", line=node.lineno)
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            what = f"there is no filter '{node.name}'; there are {', '.join(sorted(FILTERS))}"
            raise DoesNotRender(what, line=node.lineno)
        if isinstance(node, nodes.For) and (node.recursive or any(node.find_all(nodes.For))):
            raise DoesNotRender("a list inside a list is too much for a text", line=node.lineno)


def _all(template: nodes.Template) -> list[nodes.Node]:
    return [template, *template.find_all(nodes.Node)]
