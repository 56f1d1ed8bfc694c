"""The views.* methods: opening, changing and stacking modals in front of a person."""

from __future__ import annotations

from dataclasses import replace

from calamiteit.loopback.slack.arguments import Arguments, RefusalError
from calamiteit.loopback.slack.block_kit import is_too_large, problems_in_view
from calamiteit.loopback.slack.records import Json, View
from calamiteit.loopback.slack.rendering import view_json
from calamiteit.loopback.slack.workspace import Workspace

HIGHEST_STACK = 3


def open_view(workspace: Workspace, args: Arguments) -> Json:
    """A trigger id counts once and for three seconds."""
    body = _checked(args)
    person, envelope_id = _exchanged(workspace, args)
    view = new_view(workspace, person, body)
    workspace.opened_by[envelope_id] = view.id
    workspace.touch()
    return {"view": view_json(view, workspace)}


def push_view(workspace: Workspace, args: Arguments) -> Json:
    body = _checked(args)
    person, envelope_id = _exchanged(workspace, args)
    below = [view for view in workspace.views.values() if view.person == person]
    if len(below) >= HIGHEST_STACK:
        raise RefusalError("push_limit_reached")
    view = new_view(workspace, person, body, below=below[-1] if below else None)
    workspace.opened_by[envelope_id] = view.id
    workspace.touch()
    return {"view": view_json(view, workspace)}


def update_view(workspace: Workspace, args: Arguments) -> Json:
    body = _checked(args)
    view = _wanted(workspace, args)
    if args.has("hash") and args.text("hash") != view.hash:
        raise RefusalError("hash_conflict")
    return {"view": view_json(replaced_view(workspace, view, body), workspace)}


def new_view(workspace: Workspace, person: str, body: Json, *, below: View | None = None) -> View:
    external = body.get("external_id")
    if external and any(view.body.get("external_id") == external for view in workspace.views.values()):
        raise RefusalError("duplicate_external_id")
    made = workspace.ids.new("V")
    return workspace.keep_view(
        View(
            id=made,
            person=person,
            body=body,
            hash=_hash(workspace),
            root_id=below.root_id if below else made,
            previous_id=below.id if below else None,
        )
    )


def replaced_view(workspace: Workspace, view: View, body: Json) -> View:
    return workspace.keep_view(replace(view, body=body, hash=_hash(workspace), errors={}))


def check_view(body: Json) -> None:
    """Slack answers a modal that breaks Block Kit's limits with `invalid_arguments`."""
    problems = problems_in_view(body)
    if problems:
        raise RefusalError("invalid_arguments", response_metadata={"messages": problems})
    if is_too_large(body):
        raise RefusalError("view_too_large")


def _checked(args: Arguments) -> Json:
    body = args.mapping("view", "invalid_arguments")
    if body is None:
        messages = ["[ERROR] missing required field: view"]
        raise RefusalError("invalid_arguments", response_metadata={"messages": messages})
    check_view(body)
    return body


def _exchanged(workspace: Workspace, args: Arguments) -> tuple[str, str]:
    try:
        return workspace.tickets.exchange_trigger(args.required("trigger_id"))
    except LookupError as error:
        raise RefusalError(str(error)) from None


def _wanted(workspace: Workspace, args: Arguments) -> View:
    external = args.text("external_id")
    for view in workspace.views.values():
        if view.id == args.text("view_id") or (external and view.body.get("external_id") == external):
            return view
    raise RefusalError("not_found")


def _hash(workspace: Workspace) -> str:
    return f"{int(workspace.clock())}.{workspace.ids.new('h')}"
