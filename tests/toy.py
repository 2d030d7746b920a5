"""An adapter without a network: it answers what a test tells it to, and tells what it "sent"."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from gateway.accounting.books import (
    Adapter,
    Credentials,
    Lack,
    OpenBooks,
    Readiness,
    Surroundings,
    Verdict,
)
from gateway.accounting.trace import Exchange, Observe

TOKEN = f"<token><version>1</version><data>{'0123456789ABCDEF' * 4}</data></token>"
OTHER_TOKEN = f"<token><version>1</version><data>{'FEDCBA9876543210' * 4}</data></token>"

READY = Readiness(Verdict.READY, "Everything is there.")
REFUSED = Readiness(Verdict.CREDENTIALS_REFUSED, "Token or company id: AFAS does not say which.")
LACKING = Readiness(
    Verdict.RIGHTS_MISSING,
    "One connector is missing.",
    (Lack("FiEntries", "update", "booking", "Add FiEntries under UpdateConnectors."),),
)


class ToyCredentials(Credentials):
    company_id: str
    token: SecretStr
    token_name: str | None = None

    @property
    def books_id(self) -> str:
        return f"toy/{self.company_id}"


class Toy:
    """Scripted: `toy.answers = REFUSED` and every look from then on is refused."""

    def __init__(self) -> None:
        self.answers = READY
        self.adapter = Adapter(
            key="toy",
            label="Toy",
            description="Books without a network.",
            integration_id=1,
            countries=(),
            logo="",
            icon="",
            credentials=ToyCredentials,
            capabilities=frozenset(),
            running=self._running,
        )

    @asynccontextmanager
    async def _running(self, surroundings: Surroundings) -> AsyncIterator[OpenBooks]:
        def open_books(credentials: Credentials) -> ToyBooks:
            assert isinstance(credentials, ToyCredentials)
            return ToyBooks(self, credentials, surroundings.observe)

        yield open_books


@dataclass(frozen=True, slots=True)
class ToyBooks:
    toy: Toy
    credentials: ToyCredentials
    observe: Observe

    async def readiness(self) -> Readiness:
        token = self.credentials.token.get_secret_value()
        self.observe(
            Exchange(
                method="GET",
                url=f"https://toy.test/metainfo?opened-with={token}",
                connector="MetaInfo",
                status=200,
                milliseconds=3,
                request_body=json.dumps({"token": token, "asks": "what may I do"}).encode(),
                response_body=json.dumps({"echo": token, "books": "open"}).encode(),
            )
        )
        return self.toy.answers


TOY = Toy().adapter


def toy_credentials(company_id: str = "12345", token: str = TOKEN) -> list[dict[str, str]]:
    return [{"key": "company_id", "value": company_id}, {"key": "token", "value": token}]
