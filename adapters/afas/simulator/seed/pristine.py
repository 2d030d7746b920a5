"""The untouched books of a new environment; built once per process and copied from then on."""

import functools
from datetime import date
from random import Random

from adapters.afas.simulator.seed.extras import add_extras
from adapters.afas.simulator.seed.history import Bookkeeper, write_history
from adapters.afas.simulator.seed.master import set_up
from adapters.afas.simulator.seed.people import move_in
from adapters.afas.simulator.store.books import Books

SEED = "ledgergate simulator"
IN_MEMORY = 5  # up to this scale the pristine copy fits in memory easily


@functools.lru_cache(maxsize=1)
def pristine(today: date, scale: int) -> Books:
    """The same day and scale give the same rows."""
    # An empty path is SQLite's own temporary file: on disk, and gone with the connection.
    books = Books(":memory:" if scale <= IN_MEMORY else "")
    build(books, today, scale)
    return books


def build(books: Books, today: date, scale: int) -> None:
    random = Random(f"{SEED} {today.isoformat()} {scale}")  # noqa: S311 - no secrets here
    books.lay_out()
    with books.change():
        set_up(books, today)
        relations = move_in(books, random)
        hidden = {
            (row["kind"], row["id"])
            for row in books.all("SELECT kind, id FROM relations WHERE hidden")
        }
        active = [each for each in relations if (each.kind, each.id) not in hidden]
        write_history(Bookkeeper(books, random, today), active, scale)
        add_extras(books, random, relations, today)
    books.database.execute("ANALYZE")
