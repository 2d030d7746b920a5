"""An adapter without a network: it answers what a test tells it to, and tells what it "sent"."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from pydantic import SecretStr

from gateway.accounting.books import (
    Adapter,
    Books,
    Credentials,
    Lack,
    OpenBooks,
    Readiness,
    Surroundings,
    Verdict,
)
from gateway.accounting.trace import Exchange, Observe
from toy_ledger import shelves

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
    """Scripted: `toy.answers = REFUSED` and every look from then on is refused.

    `toy.selected = ("1", "2")` makes its connections use two folders; `toy.lacks` names abilities
    that they do without; `toy.ledger["clients"].queries` is what was asked of it.
    """

    def __init__(self) -> None:
        self.answers = READY
        self.selected: tuple[str, ...] = ("1",)
        self.lacks: set[str] = set()
        self.observe: Observe = lambda _exchange: None
        self.ledger = shelves(self._looked)
        self.adapter = Adapter(
            key="toy",
            label="Toy",
            description="Books without a network.",
            integration_id=1,
            countries=(),
            logo="",
            icon="",
            credentials=ToyCredentials,
            offers=frozenset(self.ledger),
            running=self._running,
        )

    @asynccontextmanager
    async def _running(self, surroundings: Surroundings) -> AsyncIterator[OpenBooks]:
        self.observe = surroundings.observe

        def open_books(credentials: Credentials) -> Books:
            assert isinstance(credentials, ToyCredentials)
            has = {name: shelf for name, shelf in self.ledger.items() if name not in self.lacks}
            return Books(
                readiness=partial(self._readiness, credentials),
                selected_folders=self._selected_folders,
                **has,
            )

        yield open_books

    async def _selected_folders(self) -> tuple[str, ...]:
        return self.selected

    async def _readiness(self, credentials: ToyCredentials) -> Readiness:
        token = credentials.token.get_secret_value()
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
        return self.answers

    def _looked(self, at: str) -> None:
        self.observe(
            Exchange(
                method="GET",
                url=f"https://toy.test/{at}?opened-with={TOKEN}",
                connector=at,
                status=200,
                milliseconds=3,
                response_body=b'{"rows":[{"amount":1.10}],"echo":"' + TOKEN.encode() + b'"}',
            )
        )


TOY = Toy().adapter


def toy_credentials(company_id: str = "12345", token: str = TOKEN) -> list[dict[str, str]]:
    return [{"key": "company_id", "value": company_id}, {"key": "token", "value": token}]
