"""The books of one environment: one SQLite database that can return to its pristine state."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

TABLES = (Path(__file__).parent / "tables.sql").read_text(encoding="utf-8")

Row = sqlite3.Row
Value = str | int | bytes | None


class Books:
    """Rows in, rows out; every change happens inside `change`, all of it or none of it."""

    def __init__(self, path: str = ":memory:") -> None:
        self.path = path
        # Simulated calls run one at a time on the event loop; tests may build on another thread.
        self.database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.database.row_factory = sqlite3.Row
        for pragma in (
            "journal_mode=MEMORY",  # a sandbox survives a crash by being built again
            "synchronous=OFF",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            self.database.execute(f"PRAGMA {pragma}")

    def lay_out(self) -> None:
        self.database.executescript(TABLES)

    def copy_from(self, other: "Books") -> None:
        other.database.backup(self.database)

    def close(self) -> None:
        self.database.close()

    def all(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        return self.database.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        row: Row | None = self.database.execute(sql, values).fetchone()
        return row

    def number(self, sql: str, values: Sequence[Value] = ()) -> int:
        row = self.one(sql, values)
        return 0 if row is None or row[0] is None else int(row[0])

    def write(self, sql: str, values: Sequence[Value] = ()) -> int:
        return self.database.execute(sql, values).rowcount

    def write_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        self.database.executemany(sql, rows)

    def insert(self, table: str, row: dict[str, Value]) -> int:
        columns = ", ".join(row)
        marks = ", ".join("?" * len(row))
        cursor = self.database.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - names are ours
            tuple(row.values()),
        )
        return cursor.lastrowid or 0

    def next(self, counter: str) -> int:
        """Hands out the counter's next number."""
        row = self.one(
            "INSERT INTO counters VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (counter,),
        )
        return 1 if row is None else int(row[0])

    @contextmanager
    def change(self) -> Iterator[None]:
        self.database.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")
