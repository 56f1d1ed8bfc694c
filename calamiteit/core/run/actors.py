"""Who acts, for whom, and through which door."""

from __future__ import annotations

from dataclasses import dataclass

from calamiteit.core.chain import Json

ENGINE_NAME = "engine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person behind an event. `origin` is the id of the sealed text with OS user and host."""

    alias: str
    door: str
    """cli, slack, mail, engine or scenario."""
    on_behalf_of: str = ""
    """The alias whose spoken answer is recorded."""
    heard_by: str = ""
    """`phone` or `voice` when the answer was heard and not tapped."""
    origin: str = ""

    def to_json(self) -> dict[str, Json]:
        """The stored form, without empty parts."""
        parts = {
            "alias": self.alias,
            "door": self.door,
            "on_behalf_of": self.on_behalf_of,
            "heard_by": self.heard_by,
            "origin": self.origin,
        }
        return {name: value for name, value in parts.items() if value}

    @staticmethod
    def from_json(found: dict[str, Json]) -> Actor:
        """The actor of a stored form."""
        return Actor(**{"alias": "", "door": "", **{name: str(value) for name, value in found.items()}})

    @property
    def speaker(self) -> str:
        """Whose answer this is."""
        return self.on_behalf_of or self.alias


ENGINE = Actor(alias=ENGINE_NAME, door=ENGINE_NAME)
