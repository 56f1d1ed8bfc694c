"""The Slack app's manifest asks for exactly the permissions of the methods that the program calls."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from calamiteit.adapters.channels.slack import scopes
from calamiteit.adapters.channels.slack.door import COMMAND
from calamiteit.core.time import MINUTE
from calamiteit.loopback.slack import LoopbackSlack, scopes_of
from calamiteit.ports.channel import Delivered
from tests.support.channels import ALEX, SANNE, slack_channel
from tests.support.messages import parcel

FOLDER = Path(scopes.__file__).parent
CALLED = re.compile(r"(auth|chat|conversations|users|views)_\w+")


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load((FOLDER / "manifest.yaml").read_text(encoding="utf-8"))
    return found


def test_the_table_of_methods_is_what_the_code_calls() -> None:
    called = {
        node.attr.replace("_", ".")
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and CALLED.fullmatch(node.attr)
    }
    assert called == set(scopes.METHODS)


def test_the_manifest_asks_for_the_scopes_of_the_methods_and_no_others() -> None:
    asked = manifest()["oauth_config"]["scopes"]
    assert asked == {"bot": sorted(scopes.SCOPES)}


def test_each_scope_is_one_that_slack_wants_for_its_method() -> None:
    for method, wanted in scopes.METHODS.items():
        assert set(wanted) <= scopes_of(method), method
        assert bool(wanted) == bool(scopes_of(method)), method


def test_the_manifest_has_what_the_door_needs_and_no_public_address() -> None:
    settings, features = manifest()["settings"], manifest()["features"]
    assert settings["socket_mode_enabled"] and settings["interactivity"] == {"is_enabled": True}
    assert [command["command"] for command in features["slash_commands"]] == [COMMAND]
    assert "url" not in str(manifest())
    assert features["app_home"]["messages_tab_enabled"]


def test_everything_that_the_channel_does_goes_with_these_scopes_alone() -> None:
    with LoopbackSlack([SANNE, ALEX], ["crisis"], scopes=scopes.SCOPES) as slack:
        channel = slack_channel(slack)
        sent = parcel(SANNE.id)
        delivered = channel.send(sent)
        assert isinstance(delivered, Delivered)
        room = channel.open_room("live-l-2026-001", [SANNE.id], "Aanslag")
        again = channel.open_room("live-l-2026-001", [ALEX.id], "Aanslag")
        assert isinstance(room, Delivered) and room == again
        later = int(slack.workspace.clock() * 1000) + 10 * MINUTE
        results = [
            channel.check(),
            channel.edit(delivered.ref, sent),
            channel.send(parcel(room.ref)),
            kept := channel.keep_ahead(parcel(room.ref), later, None),
        ]
        assert isinstance(kept, Delivered)
        results.append(channel.withdraw(room.ref, kept.ref))
        channel.look(sent)
        channel.look(parcel(room.ref))
        assert [type(result) for result in results] == [Delivered] * 5
        assert [call for call in slack.calls if call.error not in (None, "name_taken")] == []


def test_without_one_of_the_scopes_the_check_names_it() -> None:
    for scope in sorted(scopes.SCOPES):
        with LoopbackSlack([SANNE], scopes=scopes.SCOPES - {scope}) as slack:
            result = slack_channel(slack).check()
            assert getattr(result, "reason", "") == f"missing_scope:{scope}"
