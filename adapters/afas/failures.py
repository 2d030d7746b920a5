"""AFAS's refusals of a read, in the gateway's words.

AFAS answers 500 to nearly everything, with an error number that means nothing, so the text
decides and the status only narrows. The language is pinned to English by a request header;
the Dutch texts are here because AFAS does not always keep to it.
"""

import re
from dataclasses import dataclass

import msgspec

from gateway.accounting.errors import (
    AccountingError,
    AddressRefused,
    ConnectionBroken,
    CredentialsRefused,
    InvalidField,
    Maintenance,
    NotFound,
    PermissionMissing,
    Rejected,
    Unavailable,
)

OK = 200
UNAUTHORIZED = 401
_REFUSAL_OF_CONTENT = 500
_UNAVAILABLE = 503


@dataclass(frozen=True, slots=True)
class Refusal:
    status: int
    text: re.Pattern[str] | None
    error: type[AccountingError]
    message: str


def _says(*texts: str) -> re.Pattern[str]:
    return re.compile("|".join(texts), re.IGNORECASE)


# fmt: off
REFUSALS = (
    Refusal(401, None, CredentialsRefused,
            "AFAS refuses the token or the client id and secret."),
    Refusal(403, None, AddressRefused,
            "AFAS refuses calls from the address of this gateway."),
    Refusal(404, None, NotFound,
            "AFAS knows nothing at this address."),
    Refusal(500, _says(r"Connector field '.+' not found",
                       r"Connector-veld '.+' niet gevonden"), ConnectionBroken,
            "The GetConnector in AFAS lacks a field that is needed."),
    Refusal(500, _says(r"GetConnector \(definition\) is blocked",
                       r"GetConnector \(definitie\) is geblokkeerd"), PermissionMissing,
            "The GetConnector is blocked in AFAS. An administrator unblocks it at General > Output "
            "> Management > GetConnector (Algemeen > Uitvoer > Beheer > GetConnector)."),
    Refusal(500, _says(r"not supported .*or the user is not authori[sz]ed",
                       r"niet ondersteund .*of de gebruiker is niet geautoriseerd"),
            PermissionMissing,
            "The app connector in AFAS does not hold this connector, or its user may not use it."),
    Refusal(500, _says(r"Command timeout expired",
                       r"maximum .*time .*(expired|elapsed|exceeded)",
                       r"maximale tijdsduur .*verstreken"), Unavailable,
            "AFAS gave up: the question takes longer than it allows."),
    Refusal(500, _says(r"Out of string space", r"Out of memory"), Rejected,
            "AFAS cannot answer so much at once; ask for less."),
    Refusal(500, _says(r"entered value .*does not exist",
                       r"ingevulde waarde .*bestaat niet"), InvalidField,
            "AFAS does not know a value that was asked for."),
)
# fmt: on


class _Error(msgspec.Struct):
    message: str | None = None


class _Told(msgspec.Struct, rename="camel"):
    external_message: str | None = None
    profit_log_reference: str | None = None
    error: _Error | None = None
    retry_after: int | None = msgspec.field(default=None, name="retry_after")

    @property
    def message(self) -> str | None:
        return self.external_message or (self.error.message if self.error else None)


def failure_of(status: int, body: bytes, retry_after: str | None = None) -> AccountingError:
    """What an answer other than 200 to a read means."""
    told = _told_in(body)
    if status == _UNAVAILABLE:
        return _unavailable(told, _seconds(told.retry_after, retry_after))
    for refusal in REFUSALS:
        if refusal.status == status and (
            refusal.text is None or refusal.text.search(told.message or "")
        ):
            return refusal.error(
                refusal.message,
                vendor_message=told.message,
                vendor_reference=told.profit_log_reference,
            )
    if status == _REFUSAL_OF_CONTENT and told.external_message:
        return Rejected(
            f"AFAS refuses: {told.external_message}",
            code="UNEXPECTED_AFAS_ERROR",
            vendor_message=told.external_message,
            vendor_reference=told.profit_log_reference,
        )
    return Unavailable(
        f"AFAS gave an answer that cannot be understood (status {status}).",
        vendor_message=told.message,
        vendor_reference=told.profit_log_reference,
    )


def _told_in(body: bytes) -> _Told:
    try:
        return msgspec.json.decode(body, type=_Told, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _Told()


def _unavailable(told: _Told, seconds: int | None) -> Unavailable:
    if told.error is None and seconds is None:
        return Unavailable("AFAS cannot answer now.", vendor_message=told.message)
    wait = "later" if seconds is None else f"in {seconds} seconds"
    return Maintenance(
        f"AFAS is down for maintenance; try again {wait}.",
        retry_after_seconds=seconds,
        vendor_message=told.message,
    )


def _seconds(in_body: int | None, in_header: str | None) -> int | None:
    if in_body is not None and in_body >= 0:
        return in_body
    if in_header is not None and in_header.isascii() and in_header.isdigit():
        return int(in_header)
    return None
