"""Free texts on their way into the store: sealed when the command is built, committed with its events."""

from __future__ import annotations

from collections.abc import Callable

from calamiteit.core.run.events import TextRef
from calamiteit.core.written import written
from calamiteit.ports.store import NewKey, SealedText, Texts


class Seals:
    """The texts of one attempt at a command. A new attempt begins with new seals."""

    def __init__(self, store: Texts, stream: str, fresh: Callable[[], str]) -> None:
        self._store = store
        self._stream = stream
        self._fresh = fresh
        self._plain: dict[str, str] = {}
        self.texts: list[SealedText] = []
        self.keys: list[NewKey] = []

    def seal(self, text: str, *, language: str = "", alias: str = "", id: str = "") -> TextRef:
        """Encrypt a text under the key of the run, or of the person with this alias.

        Control characters go before: a log is read on a terminal, which would obey them.
        """
        text = written(text)
        text_id = id or self._fresh()
        key_id = f"alias:{alias}" if alias else f"run:{self._stream}"
        sealed, key = self._store.seal(text, id=text_id, key_id=key_id, stream=self._stream)
        self.texts.append(sealed)
        if key is not None and all(key.id != known.id for known in self.keys):
            self.keys.append(key)
        self._plain[text_id] = text
        return TextRef(id=text_id, digest=sealed.digest, language=language)

    def open_text(self, id: str) -> str | None:
        """A text of this attempt, or of the store."""
        return self._plain[id] if id in self._plain else self._store.open_text(id)
