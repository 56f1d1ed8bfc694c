"""What a workspace is set to: values only; each mode has its own, none can stand in for another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from calamiteit.core.time import parse_duration


def _term(text: str) -> str:
    parse_duration(text)
    return text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"'{name}' is not a time zone; write it like Europe/Amsterdam") from error
    return name


class Values(BaseModel):
    """Unknown keys are refused: a misspelt setting must not be silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SlackSettings(Values):
    """A Slack app. Tokens belong in the environment or in `secrets/`, not in the file."""

    bot_token: SecretStr
    app_token: SecretStr | None = None
    """For Socket Mode; without it messages go out, but buttons do not come back."""
    base_url: str = "https://slack.com/api/"


class MailSettings(Values):
    """A mail server that takes our messages."""

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str


class TransportSettings(Values):
    """The channels of one mode. What is not set does not exist."""

    slack: SlackSettings | None = None
    mail: MailSettings | None = None
    channels: dict[Annotated[str, Field(pattern=r"[a-z][a-z0-9-]{0,20}")], SecretStr] = {}
    """Further channels by name: an Apprise address with `{address}` in it (ntfys://ntfy.example.org/{address})."""
    archivist: str = ""
    """The mail address to which the head of the log goes daily and at close."""

    def names(self) -> frozenset[str]:
        """The channels that can be used."""
        built_in = [("slack", self.slack), ("mail", self.mail)]
        return frozenset([name for name, value in built_in if value is not None]) | frozenset(self.channels)


class LiveSettings(TransportSettings):
    """Live reaches people. There is no speed here: live runs on the wall clock only."""


class ExerciseSettings(TransportSettings):
    """An exercise has an app of its own and may run faster than the wall clock."""

    speed: float = Field(default=1.0, gt=0, le=3600)
    participants: tuple[str, ...] = ()


class Settings(BaseSettings):
    """The settings of a workspace: environment, secrets, the workspace's file, the user's own."""

    model_config = SettingsConfigDict(
        env_prefix="CALAMITEIT_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
    )

    municipality: str = Field(min_length=1, max_length=60)
    zone: Annotated[str, AfterValidator(_zone)] = "Europe/Amsterdam"
    languages: tuple[Annotated[str, Field(pattern=r"[a-z]{2}")], ...] = Field(
        default=("nl", "en"), min_length=1
    )
    fictional: bool = False
    """Contacts are invented: numbers outside the issued ranges are accepted."""
    me: str = ""
    """Your own alias. Belongs in your own settings, not in the workspace's."""
    key_file: Path | None = None
    """The workspace key, outside the workspace's version control; the default lies in `secrets/`."""
    retention: dict[str, Annotated[str, AfterValidator(_term)]] = {}
    """How long the texts of a run are kept after its end, by retention label: `52w`. For `forget --due`."""
    live: LiveSettings = LiveSettings()
    exercise: ExerciseSettings = ExerciseSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes first; secrets lie one to a file, named like live__slack__bot_token."""
        secrets = NestedSecretsSettingsSource(
            file_secret_settings,
            secrets_dir_missing="ok",
            secrets_nested_delimiter="__",
            secrets_prefix="",
        )
        return env_settings, secrets, init_settings

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which local times are read and shown."""
        return ZoneInfo(self.zone)


def make(values: Mapping[str, Any], secrets: Path) -> Settings:
    """Settings from the files. Raises pydantic's ValidationError; the file adapter finds the places."""
    return Settings(**{**values, "_secrets_dir": secrets})
