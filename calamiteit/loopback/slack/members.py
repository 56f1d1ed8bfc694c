"""The users.* methods: who is in the workspace, and in which language to address them."""

from __future__ import annotations

from calamiteit.loopback.slack.arguments import Arguments, RefusalError
from calamiteit.loopback.slack.conversations import page_of
from calamiteit.loopback.slack.records import Json
from calamiteit.loopback.slack.rendering import person_json
from calamiteit.loopback.slack.workspace import Workspace


def info(workspace: Workspace, args: Arguments) -> Json:
    person = workspace.people.get(args.required("user", "user_not_found"))
    if person is None:
        raise RefusalError("user_not_found")
    return {"user": person_json(person, workspace, with_locale=args.flag("include_locale"))}


def list_people(workspace: Workspace, args: Arguments) -> Json:
    page, cursor = page_of(list(workspace.people.values()), args)
    with_locale = args.flag("include_locale")
    return {
        "members": [person_json(person, workspace, with_locale=with_locale) for person in page],
        "response_metadata": {"next_cursor": cursor},
    }


def lookup_by_email(workspace: Workspace, args: Arguments) -> Json:
    wanted = args.required("email", "users_not_found").lower()
    for person in workspace.people.values():
        if person.email.lower() == wanted and not person.disabled:
            return {"user": person_json(person, workspace)}
    raise RefusalError("users_not_found")
