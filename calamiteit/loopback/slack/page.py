"""A plain web page on which a person plays a member of the team: reads, presses buttons, fills in modals."""

from __future__ import annotations

from html import escape

from calamiteit.loopback.slack.fields import field, press_form
from calamiteit.loopback.slack.markup import block_html, mrkdwn, text_html
from calamiteit.loopback.slack.page_words import say
from calamiteit.loopback.slack.records import Channel, Json, Message, Person, View
from calamiteit.loopback.slack.server import LoopbackSlack

REFRESH_SECONDS = 2
_STYLE = """
body{font:16px/1.4 system-ui,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem}
nav a{margin-right:1rem} article{border:1px solid #999;border-radius:4px;padding:.5rem 1rem;margin:.5rem 0}
form{display:inline-block;margin:.2rem .4rem .2rem 0} .context{color:#555;font-size:.9rem}
button{font:inherit;padding:.3rem .8rem}
.primary{background:#0a6b4b;color:#fff} .danger{background:#a81c2f;color:#fff}
iframe{width:100%;height:32rem;border:0} .modal{border:3px solid #333;background:#f4f4f4} .note{color:#a81c2f}
textarea,input[type=text]{font:inherit;width:100%}
"""


def whole_page(slack: LoopbackSlack, person: Person | None, note: str = "") -> str:
    """People to choose from; for the chosen one modals, a command line, messages in a refreshing frame."""
    language = person.locale[:2] if person else "en"
    people = [one for one in slack.workspace.people.values() if one.id != slack.bot_user]
    links = "".join(f'<a href="/?person={one.id}">{escape(one.real_name or one.name)}</a>' for one in people)
    parts = [f"<h1>{say(language, 'title')}</h1><nav>{say(language, 'who')} {links}</nav>"]
    if note:
        parts.append(f'<p class="note" role="alert">{escape(say(language, note))}</p>')
    if person:
        views = slack.open_views(person.id)[-1:]
        parts.append(f"<h2>{escape(person.real_name or person.name)}</h2>")
        parts += [_modal(slack, person, view, language) for view in views]
        parts.append(_command(person, language))
        title = say(language, "messages")
        parts.append(f'<iframe title="{title}" src="/stream?person={person.id}"></iframe>')
    return _html("".join(parts), language)


def stream_page(slack: LoopbackSlack, person: Person) -> str:
    """The messages that a person can see, newest first; it refreshes by itself."""
    workspace = slack.workspace
    channels = [one for one in workspace.channels.values() if person.id in one.members]
    seen = [(one, channel) for channel in channels for one in workspace.messages(channel.id)]
    hidden = [(one, workspace.channels[one.channel]) for one in workspace.ephemerals(person.id)]
    newest = sorted((*seen, *hidden), key=lambda pair: float(pair[0].ts), reverse=True)
    language = person.locale[:2]
    shown = "".join(_message(slack, person, one, channel, language) for one, channel in newest[:100])
    refresh = f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}">'
    return _html(shown or f"<p>{say(language, 'nothing')}</p>", language, head=refresh)


def _message(slack: LoopbackSlack, person: Person, message: Message, channel: Channel, language: str) -> str:
    workspace = slack.workspace
    hidden = {"person": person.id, "channel": message.channel, "ts": message.ts}

    def press(block: Json, element: Json) -> str:
        return press_form("/click", hidden, block, element)

    author = workspace.people[message.author]
    blocks = "".join(block_html(block, workspace, press) for block in message.blocks)
    place = say(language, "to_you") if channel.kind == "im" else f"#{channel.name}"
    marks = [
        escape(author.real_name or author.name),
        escape(place),
        say(language, "only_you") if message.ephemeral_for else "",
        say(language, "changed") if message.edits else "",
    ]
    head = " · ".join(mark for mark in marks if mark)
    return f'<article><p class="context">{head}</p>{blocks or mrkdwn(message.text, workspace)}</article>'


def _modal(slack: LoopbackSlack, person: Person, view: View, language: str) -> str:
    def press(block: Json, element: Json) -> str:
        if element["type"] in ("button", "overflow"):
            return ""
        wrong = view.errors.get(block["block_id"], "")
        return field(element, element["action_id"]) + (
            f'<p class="note">{escape(wrong)}</p>' if wrong else ""
        )

    blocks = "".join(block_html(block, slack.workspace, press) for block in view.blocks)
    submit = text_html(view.body["submit"], slack.workspace) if view.body.get("submit") else ""
    general = f'<p class="note">{escape(view.errors[""])}</p>' if "" in view.errors else ""
    given = {"_person": person.id, "_view": view.id}
    ids = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in given.items())
    send = f'<button class="primary">{submit}</button>' if submit else ""
    return (
        f'<article class="modal"><h2>{escape(view.title)}</h2>{general}'
        f'<form method="post" action="/submit">{ids}{blocks}{send}</form>'
        f'<form method="post" action="/close">{ids}<button>{say(language, "cancel")}</button></form>'
        "</article>"
    )


def _command(person: Person, language: str) -> str:
    return (
        f'<form method="post" action="/slash"><input type="hidden" name="person" value="{person.id}">'
        f'<label>{say(language, "command")} <input name="line" value="/calamiteit status" size="40"></label> '
        f"<button>{say(language, 'run')}</button></form>"
    )


def _html(body: str, language: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">{head}'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<title>{say(language, 'title')}</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    )
