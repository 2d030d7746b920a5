"""One simulated AFAS environment: its books, its access, its settings and its mischief."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.afas.simulator.booking.desk import Desk, LateKey
from adapters.afas.simulator.booking.schema import FreeField, FreeFields
from adapters.afas.simulator.control.faults import Faults
from adapters.afas.simulator.control.requestlog import RequestLog
from adapters.afas.simulator.moment import Clock, stamp, today
from adapters.afas.simulator.protocol.access import AppConnector, demo_access, token_data
from adapters.afas.simulator.reading.definitions import GetConnector
from adapters.afas.simulator.reading.rows import Reader
from adapters.afas.simulator.store.books import Books
from adapters.afas.simulator.switches import CODE_SETS, Settings

# Only O, T and A are known (production, test, accept); the other endings are ours.
_ENVIRONMENT_ID = {
    "production": "O{}AA",
    "test": "T{}AA",
    "accept": "A{}AA",
    "training": "T{}CC",
    "sandbox": "O{}ZZ",
}


@dataclass(slots=True)
class Traffic:
    """Counts calls in flight, so that a test can prove how many there ever were at once."""

    calls: int = 0
    parallel: int = 0
    max_parallel: int = 0

    def enter(self) -> int:
        self.calls += 1
        self.parallel += 1
        self.max_parallel = max(self.max_parallel, self.parallel)
        return self.calls

    def leave(self) -> None:
        self.parallel -= 1


@dataclass(slots=True, repr=False)
class Environment:
    company: str
    name: str
    books: Books
    connectors: dict[str, GetConnector]
    clock: Clock
    restore: Callable[[Books], None]
    settings: Settings = field(default_factory=Settings)
    apps: dict[str, AppConnector] = field(default_factory=dict)  # by token data
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
    traffic: Traffic = field(default_factory=Traffic)
    late: list[tuple[datetime, LateKey]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._start()

    @property
    def id(self) -> str:
        return _ENVIRONMENT_ID[self.name].format(self.company)

    @property
    def demo(self) -> AppConnector:
        return self.apps[token_data(demo_access(self.company, self.name).token_xml) or ""]

    def _start(self) -> None:
        access = demo_access(self.company, self.name)
        app = AppConnector(
            access.token_xml, client_id=access.client_id, client_secret=access.client_secret
        )
        self.apps = {token_data(access.token_xml) or "": app}
        self.use(Settings())

    def reset(self) -> None:
        """Everything as on the first day: books, access, settings, faults, log, counters."""
        self.restore(self.books)
        self.faults.clear()
        self.log.rows.clear()
        self.late.clear()
        self.traffic.calls = 0
        self.traffic.max_parallel = self.traffic.parallel
        self._start()

    def use(self, settings: Settings) -> None:
        self.settings = settings
        with self.books.change():
            self.books.write("DELETE FROM code_values")
            self.books.write_many(
                "INSERT INTO code_values VALUES (?, ?, ?)",
                [
                    (name, kind, value)
                    for name, values in CODE_SETS[settings.code_set].items()
                    for kind, value in values.items()
                ],
            )

    def units(self, app: AppConnector) -> tuple[int, ...]:
        known = [int(row["id"]) for row in self.books.all("SELECT id FROM administrations")]
        allowed = app.administrations
        return tuple(unit for unit in known if allowed is None or unit in allowed)

    def desk(self, app: AppConnector) -> Desk:
        now = self.clock()
        return Desk(self.books, self.settings, self.units(app), stamp(now), today(now))

    def reader(self, app: AppConnector) -> Reader:
        now = self.clock()
        self.late = [(until, key) for until, key in self.late if until > now]
        return Reader(
            settings=self.settings,
            units=self.units(app),
            today=today(now),
            call=self.traffic.calls,
            late=tuple(key for _, key in self.late),
        )

    def hide(self, keys: list[LateKey], seconds: float) -> None:
        until = self.clock() + timedelta(seconds=seconds)
        self.late.extend((until, key) for key in keys)

    def free_fields(self) -> FreeFields:
        found: FreeFields = {}
        for row in self.books.all("SELECT * FROM free_fields"):
            each = FreeField(row["id"], row["label"], row["label_nl"], row["type"], row["length"])
            found.setdefault(row["object"], {})[each.id.upper()] = each
        return found
