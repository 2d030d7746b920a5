"""Everything an operator can set, read once from `LEDGERGATE_*` variables or a `.env` file."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "LEDGERGATE_"
DOTENV = Path(".env")


class SettingsRefused(Exception):
    """The settings cannot be used; the message says which one, why, and what to write instead."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_ignore_empty=True,
    )

    # Where it listens
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: str | None = Field(
        None, description="Address that callers and browsers use; default: the one they called."
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Proxies whose X-Forwarded-* headers are believed; `*` for all."
    )

    # What it keeps
    database_url: SecretStr = Field(
        SecretStr("sqlite:///var/ledgergate.db"),
        description="`sqlite:///path` or `postgresql://user:password@host/name`.",
    )
    redis_url: SecretStr | None = Field(
        None, description="`redis://…` or `unix://…`; without it, state is shared in one process."
    )

    # What it seals with
    sealing_key: SecretStr | None = Field(
        None,
        description="Master key from `ledgergate keygen`; several with commas, the newest first.",
    )
    sealing_key_file: Path | None = Field(
        None, description="File with one master key a line, the newest first; read again on need."
    )

    # Tokens and links
    token_minutes: int = Field(30, ge=1, le=1440, description="How long an access token lives.")
    link_minutes: int = Field(30, ge=1, le=1440, description="How long a connection link lives.")
    revocation_seconds: float = Field(
        2.0, gt=0, le=5, description="How often revoked tokens are read from the database."
    )

    # Limits at the door
    body_megabytes: int = Field(20, ge=1, le=100, description="Largest request body.")
    json_depth: int = Field(64, ge=8, le=500, description="Deepest nesting of a JSON body.")
    request_seconds: float = Field(60.0, gt=0, description="Longest time for one request.")
    body_seconds: float = Field(30.0, gt=0, description="Longest time to receive a body.")
    header_seconds: float = Field(10.0, gt=0, description="Longest time to receive headers.")
    rate_per_minute: int = Field(6000, ge=1, description="Requests a minute for one API key.")
    rate_burst: int = Field(600, ge=1, description="Requests one API key may send at once.")
    wrong_secrets_per_minute: int = Field(
        5, ge=1, description="Wrong secrets a minute for one client and for one address."
    )
    concurrent_requests: int = Field(1000, ge=1, description="Requests in progress at one time.")

    # Request log
    request_log_days: int = Field(30, ge=0, description="Days a logged request is kept.")
    request_log_body_bytes: int = Field(
        4096, ge=0, le=65536, description="Bytes of a masked body that the request log keeps."
    )

    # AFAS
    sandbox_url: str | None = Field(
        None, description="Address of the simulator that `sandbox` connections use."
    )

    # Logging
    log_level: str = Field("info", description="debug, info, warning or error.")
    log_json: bool = Field(default=False, description="Log lines as JSON instead of text.")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        try:
            url = make_url(value.get_secret_value())
        except ArgumentError:
            raise ValueError("is not a database address such as sqlite:///var/x.db") from None
        driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}.get(
            url.get_backend_name()
        )
        if driver is None:
            raise ValueError("must start with sqlite:// or postgresql://")
        return SecretStr(url.set(drivername=driver).render_as_string(hide_password=False))

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("must be debug, info, warning or error")
        return value.lower()

    @field_validator("public_url", "sandbox_url")
    @classmethod
    def _plain_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/") if value else None

    @model_validator(mode="after")
    def _one_source_of_keys(self) -> "Settings":
        if self.sealing_key and self.sealing_key_file:
            raise ValueError("sealing_key and sealing_key_file cannot both be given")
        return self

    def masked(self) -> dict[str, Any]:
        """The effective values as an operator may see them."""
        shown = self.model_dump(mode="json")
        shown["database_url"] = _masked_address(self.database_url)
        if self.redis_url:
            shown["redis_url"] = _masked_address(self.redis_url)
        return shown


def _masked_address(address: SecretStr) -> str:
    """Without the password, which may also stand behind the question mark."""
    url = make_url(address.get_secret_value())
    query = {name: "masked" if "pass" in name.lower() else kept for name, kept in url.query.items()}
    return url.set(query=query).render_as_string()


def variable(name: str) -> str:
    return PREFIX + name.upper()


def read_settings(environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Reads variables, then `.env`; overrides win. Refuses unknown names with the nearest one."""
    given = os.environ if environment is None else environment
    values = {
        name: value
        for source in (dotenv_values(DOTENV), given)
        for name, value in source.items()
        if name.upper().startswith(PREFIX) and value
    }
    known = {variable(name): name for name in Settings.model_fields}
    for name in values:
        if name.upper() not in known:
            raise SettingsRefused(_unknown(name, list(known)))
    chosen: dict[str, Any] = {
        known[name.upper()]: value for name, value in values.items()
    } | overrides
    try:
        return Settings(_env_prefix=f"{PREFIX}NOT_READ_AGAIN_", **chosen)
    except ValidationError as error:
        raise SettingsRefused("\n".join(map(_in_words, error.errors()))) from None


def _unknown(name: str, known: list[str]) -> str:
    nearest = difflib.get_close_matches(name.upper(), known, n=1)
    advice = f"did you mean {nearest[0]}?" if nearest else "see `ledgergate settings`"
    return f"{name} is not a setting; {advice}"


def _in_words(error: ErrorDetails) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""
    what = error["msg"].removeprefix("Value error, ")
    return f"{variable(name)}: {what}" if name else what
