"""What a path means. Words are case-insensitive, values are not."""

from dataclasses import dataclass
from urllib.parse import unquote

from adapters.afas.simulator.protocol.access import ENVIRONMENTS


@dataclass(frozen=True, slots=True)
class Target:
    environment: str  # empty: follows from the token
    company: str
    word: str  # first word after ProfitRestServices, lower case
    rest: tuple[str, ...]  # still percent-encoded

    @property
    def is_connector(self) -> bool:
        return self.word == "connectors" and bool(self.rest)

    @property
    def name(self) -> str:
        """What faults and the log call it: a connector's id, or the word."""
        return unquote(self.rest[0]) if self.is_connector else self.word


def target_of(raw_path: str) -> Target | None:
    parts = [each for each in raw_path.split("/") if each]
    place = ("", "")
    if parts and parts[0].lower() in ENVIRONMENTS and parts[1:]:
        place = (parts[0].lower(), unquote(parts[1]))
        parts = parts[2:]
    elif [each.lower() for each in parts[:2]] == ["oauth", "token"]:
        return Target("", "", "oauth", tuple(parts[1:]))
    if [each.lower() for each in parts[:2]] == ["oauth", "token"]:
        return Target(*place, "oauth", tuple(parts[1:]))
    if not parts[1:] or parts[0].lower() != "profitrestservices":
        return None
    return Target(*place, parts[1].lower(), tuple(parts[2:]))
