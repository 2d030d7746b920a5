"""Whose AFAS Profit, and at which address it answers.

A participant's number and an environment are all that an address is made of: what somebody
typed is read for those two and then forgotten, so it can never name a host of its own.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum


class Environment(StrEnum):
    PRODUCTION = "production"
    TEST = "test"
    ACCEPT = "accept"
    TRAINING = "training"
    SANDBOX = "sandbox"


HOST_WORD = {
    Environment.PRODUCTION: "rest",
    Environment.TEST: "resttest",
    Environment.ACCEPT: "restaccept",
    Environment.TRAINING: "restcursus",
}
ID_LETTER = {
    "O": Environment.PRODUCTION,
    "T": Environment.TEST,
    "A": Environment.ACCEPT,
}


class Unreadable(ValueError):
    """Says what is wrong without repeating the text: it may be a secret in the wrong field."""


@dataclass(frozen=True, slots=True)
class Company:
    """A participant of AFAS, and the environment that the way of writing it implies."""

    number: str
    environment: Environment | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where one environment of one participant answers; the sandbox imitates all of them."""

    number: str
    environment: Environment
    sandbox_url: str | None = None

    @property
    def url(self) -> str:
        if self.sandbox_url is not None:
            sandbox = self.sandbox_url.rstrip("/")
            return f"{sandbox}/{self.environment}/{self.number}/ProfitRestServices"
        return f"https://{self.number}.{HOST_WORD[self.environment]}.afas.online/ProfitRestServices"

    def elsewhere(self) -> tuple["Address", ...]:
        """The participant's other environments; a real token never travels to the sandbox."""
        return tuple(
            replace(self, environment=other) for other in HOST_WORD if other is not self.environment
        )


PARTICIPANT_DIGITS = 5
ACCEPTED = (
    "Give the five digits of your AFAS participant number (36480), the environment id (O36480AA), "
    "your AFAS user name (AOL\\36480.user) or the address of your AFAS environment "
    "(https://36480.rest.afas.online)."
)

# What copying from a browser, a PDF or a chat leaves behind besides ordinary white space.
_UNSEEN = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_NUMBER = re.compile(r"[0-9]+")
_ENVIRONMENT_ID = re.compile(r"([A-Z])([0-9]+)[A-Z]{2}", re.IGNORECASE)
_USER = re.compile(r"AOL\\([0-9]+)\..+", re.IGNORECASE)
_HOST = re.compile(
    r"(?:https?://)?([0-9]+)\.([a-z]+)(?:\.afas\.online(?:[/?#].*)?)?", re.IGNORECASE
)


def without_white_space(text: str) -> str:
    return _UNSEEN.sub("", text)


def read_company(text: str) -> Company:
    """Reads every way in which people write their company id; `Unreadable` explains the rest."""
    text = without_white_space(text)
    if _NUMBER.fullmatch(text):
        return Company(_participant(text))
    if user := _USER.fullmatch(text):
        return Company(_participant(user[1]))
    if environment_id := _ENVIRONMENT_ID.fullmatch(text):
        return _from_environment_id(environment_id[1].upper(), environment_id[2])
    if host := _HOST.fullmatch(text):
        return _from_host(host[1], host[2].lower())
    raise Unreadable(f"{_suspicion(text)} {ACCEPTED}")


def _participant(digits: str) -> str:
    if len(digits) != PARTICIPANT_DIGITS:
        raise Unreadable(
            f"A participant number has five digits, this one has {len(digits)}. {ACCEPTED}"
        )
    if digits.startswith("0"):
        raise Unreadable(f"Participant numbers run from 10000 to 99999. {ACCEPTED}")
    return digits


def _from_environment_id(letter: str, digits: str) -> Company:
    if letter not in ID_LETTER:
        raise Unreadable(
            "An environment id starts with O (production), T (test) or A (accept), "
            f"not with {letter}. {ACCEPTED}"
        )
    return Company(_participant(digits), ID_LETTER[letter])


def _from_host(digits: str, word: str) -> Company:
    for environment, host_word in HOST_WORD.items():
        if word == host_word:
            return Company(_participant(digits), environment)
    raise Unreadable(
        "In an address of AFAS the participant number is followed by .rest, .resttest, "
        f".restaccept or .restcursus. {ACCEPTED}"
    )


def _suspicion(text: str) -> str:
    if not text:
        return "The company id is empty."
    if "token>" in text.lower() or re.fullmatch(r"[0-9a-f]{64}", text, re.IGNORECASE):
        return "This looks like a token; it belongs in the field for the token."
    if "://" in text or "/" in text or "." in text:
        return "This is not the address of an AFAS Profit environment."
    return "This is not a company id of AFAS Profit."
