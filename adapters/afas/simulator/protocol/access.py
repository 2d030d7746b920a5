"""Who may call: tokens, OAuth clients, and what an app connector lets them use."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from typing import NamedTuple

ENVIRONMENTS = ("production", "test", "accept", "training", "sandbox")
_TOKEN = re.compile(r"<token>\s*<version>1</version>\s*<data>([^<]+)</data>\s*</token>")

CUSTOM_CONNECTORS = {
    "AppConnectorSubject": "Dossieritems",
    "AppConnectorReport": "Rapporten",
    "AppConnectorVersion": "Versie",
    "AppConnectorImage": "Afbeeldingen",
    "AppConnectorFile": "Bestanden",
}


class DemoAccess(NamedTuple):
    token_xml: str
    client_id: str
    client_secret: str


def _derived(what: str, company: str, environment: str) -> str:
    text = f"ledgergate simulator {what} {company} {environment}"
    return hashlib.sha256(text.encode()).hexdigest().upper()


def demo_access(company: str, environment: str) -> DemoAccess:
    """The access that every simulated environment starts with; known to all, worth nothing."""
    data = _derived("token", company, environment)
    return DemoAccess(
        f"<token><version>1</version><data>{data}</data></token>",
        _derived("client", company, environment)[:32],
        _derived("secret", company, environment),
    )


class OneTimeAccess(NamedTuple):
    api_key: str
    api_token: str
    password: str


def one_time_access(company: str, environment: str) -> OneTimeAccess:
    """The keys of the demo app connector, and the password that would come by mail."""
    return OneTimeAccess(
        _derived("api key", company, environment)[:32],
        _derived("api token", company, environment)[:32],
        str(int(_derived("password", company, environment)[:8], 16) % 1_000_000).zfill(6),
    )


def token_data(xml: str) -> str | None:
    found = _TOKEN.fullmatch(xml.strip())
    return found[1].strip().upper() if found else None


@dataclass(slots=True)
class AppConnector:
    """What one token may use; None means everything."""

    token_xml: str = field(repr=False)
    name: str = "ledgergate"
    get: list[str] | None = None
    update: list[str] | None = None
    custom: list[str] | None = None
    administrations: list[int] | None = None
    client_id: str = ""
    client_secret: str = field(default="", repr=False)

    def may_get(self, connector: str) -> bool:
        return _listed(connector, self.get)

    def may_update(self, connector: str) -> bool:
        return _listed(connector, self.update)

    def may_custom(self, connector: str) -> bool:
        return _listed(connector, self.custom)


def _listed(name: str, names: list[str] | None) -> bool:
    return names is None or name.casefold() in {each.casefold() for each in names}


class NotEncoded(Exception):
    """The token XML came as it is, not as base64."""


def classic_token(authorization: str) -> str | None:
    """The token data in an `AfasToken` header, or None when there is no usable one."""
    scheme, _, content = authorization.partition(" ")
    if scheme.lower() != "afastoken":
        return None
    content = content.strip()
    if content.startswith("<"):
        raise NotEncoded
    try:
        xml = base64.b64decode(content, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return token_data(xml)
