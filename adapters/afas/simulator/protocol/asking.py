"""One request on the data plane, read and authorised."""

from dataclasses import dataclass

from adapters.afas.simulator.environment import Environment
from adapters.afas.simulator.protocol.access import AppConnector
from adapters.afas.simulator.protocol.target import Target


@dataclass(slots=True)
class Asking:
    method: str
    target: Target
    query: str
    body: bytes
    environment: Environment
    app: AppConnector
    language: str
    wants_binary: bool = False  # SendFileAsBinary: 1
    blind: bool = False  # faults that change what is done, not how it is answered
    trims_voucher: bool = False
    late_seconds: float = 0.0


def language_of(accept: str, default: str) -> str:
    """English or Dutch; the other languages of AFAS have no published texts and get English."""
    first = accept.partition(",")[0].strip().lower()
    if not first or first == "*":
        return default
    return "nl" if first.startswith("nl") else "en"
