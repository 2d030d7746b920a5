"""All simulated companies and environments, opened when first needed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from adapters.afas.simulator.environment import Environment
from adapters.afas.simulator.moment import Clock, today
from adapters.afas.simulator.protocol.access import (
    ENVIRONMENTS,
    AppConnector,
    demo_access,
    one_time_access,
    token_data,
)
from adapters.afas.simulator.reading.definitions import GetConnector
from adapters.afas.simulator.seed.pristine import pristine
from adapters.afas.simulator.store.books import Books

DIGITS = 5  # of a participant number
LIFETIME = timedelta(seconds=3600)


class UnknownPlace(Exception):
    """There is no such company or environment."""


@dataclass(frozen=True, slots=True)
class Caller:
    environment: Environment
    app: AppConnector


@dataclass(slots=True)
class World:
    company: str
    home: str  # the environment that control calls mean when they name none
    data: str | None
    scale: int
    clock: Clock
    connectors: Mapping[str, GetConnector]
    _open: dict[tuple[str, str], Environment] = field(default_factory=dict)
    _bearers: dict[str, tuple[datetime, Caller]] = field(default_factory=dict)
    _asleep: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # The home company's environments answer their tokens before anyone opened them.
        for name in ENVIRONMENTS:
            access = demo_access(self.company, name)
            once = one_time_access(self.company, name)
            for key in (token_data(access.token_xml) or "", access.client_id, once.api_key):
                self._asleep[key] = (self.company, name)

    def environment(self, company: str = "", name: str = "") -> Environment:
        place = (company or self.company, name or self.home)
        if place not in self._open:
            if place[1] not in ENVIRONMENTS or not (
                place[0].isdecimal() and len(place[0]) == DIGITS
            ):
                raise UnknownPlace
            self._open[place] = self._opened(*place)
        return self._open[place]

    def _opened(self, company: str, name: str) -> Environment:
        books = Books(self._path(company, name))
        if not books.number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'entries'"):
            self._restore(books)
        books.lay_out()
        return Environment(company, name, books, dict(self.connectors), self.clock, self._restore)

    def _restore(self, books: Books) -> None:
        books.copy_from(pristine(today(self.clock()), self.scale))

    def _path(self, company: str, name: str) -> str:
        if self.data is None:
            return ":memory:"
        path = Path(self.data)
        if (company, name) != (self.company, self.home):
            path = path.with_name(f"{path.stem}.{company}.{name}{path.suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        return str(path)

    def opened(self) -> list[Environment]:
        return list(self._open.values())

    def by_token(self, data: str) -> Caller | None:
        self._wake(data)
        for environment in self._open.values():
            app = environment.apps.get(data)
            if app is not None:
                return Caller(environment, app)
        return None

    def by_client(self, client_id: str, client_secret: str) -> Caller | None:
        self._wake(client_id)
        for environment in self._open.values():
            for app in environment.apps.values():
                known = app.client_id == client_id and client_id
                if known and secrets.compare_digest(
                    app.client_secret.encode(), client_secret.encode()
                ):
                    return Caller(environment, app)
        return None

    def by_key(self, api_key: str) -> Environment | None:
        self._wake(api_key)
        for (company, name), environment in self._open.items():
            if one_time_access(company, name).api_key == api_key:
                return environment
        return None

    def _wake(self, key: str) -> None:
        place = self._asleep.pop(key, None)
        if place is not None:
            self.environment(*place)

    def bearer(self, caller: Caller) -> str:
        token = secrets.token_urlsafe(32)
        self._bearers[token] = (self.clock() + LIFETIME, caller)
        return token

    def by_bearer(self, token: str) -> Caller | None:
        until, caller = self._bearers.get(token, (None, None))
        if until is None or caller is None or until <= self.clock():
            return None
        current = caller.environment.apps.get(token_data(caller.app.token_xml) or "")
        return None if current is None else Caller(caller.environment, current)

    def close(self) -> None:
        for environment in self._open.values():
            environment.books.close()
        self._open.clear()
