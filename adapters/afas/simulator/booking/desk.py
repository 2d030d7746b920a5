"""What handling one update call needs: the books, the rules in force, and who is asking."""

from dataclasses import dataclass, field
from datetime import date

from adapters.afas.simulator.store.books import Books, Row, Value
from adapters.afas.simulator.switches import Settings
from adapters.afas.simulator.texts import BLOCKED_VALUE, DOES_NOT_EXIST, Label, Refusal

LateKey = tuple[str, int, str]  # table, administration (0: none), key


@dataclass(slots=True)
class Desk:
    books: Books
    settings: Settings
    units: tuple[int, ...]
    now: str
    today: date
    trims_voucher: bool = False  # a fault: the voucher number is cut before it is stored
    touched: list[LateKey] = field(default_factory=list)

    def must(self, table: str, label: Label, **key: Value) -> Row:
        """The row with this key, or the refusal that the value does not exist."""
        row = self.maybe(table, **key)
        if row is None:
            raise Refusal(DOES_NOT_EXIST, label=label)
        return row

    def maybe(self, table: str, **key: Value) -> Row | None:
        match = " AND ".join(f"{name} = ?" for name in key)
        return self.books.one(
            f"SELECT * FROM {table} WHERE {match}",  # noqa: S608 - names are ours
            tuple(key.values()),
        )

    def usable(self, table: str, label: Label, **key: Value) -> Row:
        """As `must`, and not blocked either."""
        row = self.must(table, label, **key)
        if row["blocked"]:
            raise Refusal(BLOCKED_VALUE, label=label, value=next(reversed(key.values())))
        return row

    def update(self, table: str, change: dict[str, Value], **key: Value) -> None:
        columns = ", ".join(f"{name} = ?" for name in change)
        match = " AND ".join(f"{name} = ?" for name in key)
        self.books.write(
            f"UPDATE {table} SET {columns} WHERE {match}",  # noqa: S608 - names are ours
            (*change.values(), *key.values()),
        )
