"""What an exit code means, and how an error becomes one line."""

import socket
from enum import IntEnum

from sqlalchemy.exc import DBAPIError

from gateway.accounting.books import Verdict
from gateway.main import BadConnectorFile
from gateway.plumbing.migrating import DatabaseBehind
from gateway.plumbing.refusals import InvalidInput, Refusal
from gateway.plumbing.sealing import MasterKeyMissing, SealBroken
from gateway.plumbing.serving import CannotListen
from gateway.settings import SettingsRefused


class Code(IntEnum):
    REFUSED = 1
    NOT_READY = 3
    UNREACHABLE = 4
    RIGHTS_MISSING = 5
    SHUT_OUT = 6


MEANING = (
    "Exit codes: 0 done. 1 refused, not there, or stale. 2 wrong usage. 3 settings, sealing key,"
    " database or port not ready. `connection check` adds: 4 books unreachable. 5 rights missing."
    " 6 credentials or our address refused."
)

OF_VERDICT = {
    Verdict.READY: 0,
    Verdict.RIGHTS_MISSING: Code.RIGHTS_MISSING,
    Verdict.CREDENTIALS_REFUSED: Code.SHUT_OUT,
    Verdict.WRONG_ENVIRONMENT: Code.SHUT_OUT,
    Verdict.ADDRESS_REFUSED: Code.SHUT_OUT,
    Verdict.MAINTENANCE: Code.UNREACHABLE,
    Verdict.UNREACHABLE: Code.UNREACHABLE,
}


class NotReady(Exception):
    """This cannot start yet; the message says what to do first."""


EXPECTED = (
    Refusal,
    SettingsRefused,
    MasterKeyMissing,
    SealBroken,
    DatabaseBehind,
    CannotListen,
    NotReady,
    BadConnectorFile,
    DBAPIError,
    OSError,
)


def code_of(error: Exception) -> int:
    return Code.REFUSED if isinstance(error, Refusal) else Code.NOT_READY


def line_of(error: Exception) -> str:
    """What an operator reads instead of a traceback."""
    match error:
        case InvalidInput():
            return "; ".join(f"{fault.path[-1]}: {fault.message}" for fault in error.faults)
        case DBAPIError():  # its own text repeats the statement
            return f"the database cannot be used: {_first_line(error.orig)}"
        # Only the database is reached without an error of our own around it.
        case ConnectionError() | socket.gaierror() | TimeoutError():
            return f"the database does not answer: {_first_line(error)}"
        case _:
            return str(error)


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
