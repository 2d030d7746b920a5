"""Random bookings by random callers: the books balance at every moment."""

from datetime import UTC, date, datetime
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from adapters.afas.simulator.booking.actions import INSERT
from adapters.afas.simulator.booking.changes import delete_entry
from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.record import Reading
from adapters.afas.simulator.booking.schema import update_connectors
from adapters.afas.simulator.moment import stamp
from adapters.afas.simulator.seed.master import set_up
from adapters.afas.simulator.seed.people import move_in
from adapters.afas.simulator.store.books import Books
from adapters.afas.simulator.switches import Settings
from adapters.afas.simulator.texts import Refusal
from simulator.bodies import entry, line

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
CENTS = st.integers(min_value=1, max_value=10**9)
NUMBERS = st.sampled_from(["A1", "A2", "A3", "A4"])
DEBTORS = st.sampled_from(["10000", "10001", "10002", "99999"])
CREDITORS = st.sampled_from(["60050", "60051", "10005"])
UNITS = st.sampled_from([1, 2, 3])
CODES = st.sampled_from([None, "OOST", "WEST", "OUD"])
SPREADS = st.fixed_dictionaries(
    {
        "PeSt": st.integers(1, 13),
        "PeEn": st.integers(1, 13),
        "VaRo": st.sampled_from([None, "N", "G", "T", "H", "D"]),
    }
)


def amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


class Bookkeeping(RuleBasedStateMachine):
    """Every rule may be refused; whatever happens, the invariants hold."""

    @initialize()
    def open(self) -> None:
        self.books = Books()
        self.books.lay_out()
        with self.books.change():
            set_up(self.books, date(2026, 6, 15))
            move_in(self.books, Random(1))  # noqa: S311 - a seed, not a secret
        self.settings = Settings()
        self.booked: list[tuple[int, str, int]] = []
        self.refused = 0

    def desk(self) -> Desk:
        return Desk(self.books, self.settings, (1, 2, 3), stamp(NOW), date(2026, 6, 15))

    def book(self, body: dict[str, Any]) -> None:
        connector = update_connectors()["fientries"]
        try:
            (record,) = Reading(connector, {}, self.settings, inserting=True).records(body)
            with self.books.change():
                keys = INSERT["FiEntries"](self.desk(), record)
        except Refusal:
            self.refused += 1
            return
        self.booked.append((int(keys["UnId"]), record.text("JoCo"), int(keys["EnNo"])))

    @rule(unit=UNITS, debtor=DEBTORS, number=NUMBERS, cents=CENTS, code=CODES)
    def sales(self, unit: int, debtor: str, number: str, cents: int, code: str | None) -> None:
        under = [{"FiDimEntries": {"Element": {"Fields": {"DiC1": code}}}}] if code else None
        lines = [
            line("2", debtor, debit=amount(cents), InId=number),
            line("1", "8020", credit=amount(cents), under=under),
        ]
        self.book(entry(lines, UnId=unit, JoCo="20"))

    @rule(unit=UNITS, debtor=DEBTORS, number=NUMBERS, cents=CENTS)
    def credit_note(self, unit: int, debtor: str, number: str, cents: int) -> None:
        lines = [
            line("2", debtor, credit=amount(cents), InId=number),
            line("1", "8020", debit=amount(cents)),
        ]
        self.book(entry(lines, UnId=unit, JoCo="20"))

    @rule(unit=UNITS, creditor=CREDITORS, number=NUMBERS, cents=CENTS, vat=st.integers(0, 500))
    def purchase(self, unit: int, creditor: str, number: str, cents: int, vat: int) -> None:
        lines = [
            line("3", creditor, credit=amount(cents + vat), InId=number),
            line("1", "4310", debit=amount(cents), VaId="5"),
            line("1", "1500", debit=amount(vat), VaId="5"),
        ]
        self.book(entry(lines, UnId=unit, JoCo="10"))

    @rule(unit=UNITS, debtor=DEBTORS, number=st.one_of(st.none(), NUMBERS), cents=CENTS)
    def receipt(self, unit: int, debtor: str, number: str | None, cents: int) -> None:
        more = {"InId": number} if number else {}
        lines = [
            line("1", "1100", debit=amount(cents)),
            line("2", debtor, credit=amount(cents), **more),
        ]
        self.book(entry(lines, UnId=unit, JoCo="50"))

    @rule(unit=UNITS, creditor=CREDITORS, number=NUMBERS, cents=CENTS)
    def payment(self, unit: int, creditor: str, number: str, cents: int) -> None:
        lines = [
            line("1", "1100", credit=amount(cents)),
            line("3", creditor, debit=amount(cents), InId=number),
        ]
        self.book(entry(lines, UnId=unit, JoCo="50"))

    @rule(unit=UNITS, number=NUMBERS, cents=CENTS, periods=SPREADS, code=CODES)
    def spread(
        self, unit: int, number: str, cents: int, periods: dict[str, Any], code: str | None
    ) -> None:
        fields = {"YeSt": 2025, "YeEn": 2026} | periods
        under = [{"FiTransEntries": {"Element": {"Fields": fields}}}]
        if code:
            under.append({"FiDimEntries": {"Element": {"Fields": {"DiC1": code}}}})
        lines = [
            line("3", "60050", credit=amount(cents), InId=number),
            line("1", "4510", debit=amount(cents), under=under),
        ]
        self.book(entry(lines, UnId=unit, JoCo="10"))

    @invariant()
    def what_was_suspended_comes_back(self) -> None:
        if not hasattr(self, "books"):
            return
        suspended = "SELECT SUM(debit - credit) FROM balances WHERE account = '1905'"
        assert self.books.number(suspended) == 0

    @rule(unit=UNITS, first=CENTS, second=CENTS)
    def crooked(self, unit: int, first: int, second: int) -> None:
        before = len(self.booked)
        lines = [line("1", "4310", debit=amount(first)), line("1", "1100", credit=amount(second))]
        self.book(entry(lines, UnId=unit))
        assert (len(self.booked) > before) == (first == second)

    @rule(place=st.integers(0, 50))
    def delete(self, place: int) -> None:
        if not self.booked:
            return
        unit, journal, number = self.booked[place % len(self.booked)]
        keys = {"UnId": str(unit), "JoCo": journal, "EnNo": str(number)}
        try:
            with self.books.change():
                delete_entry(self.desk(), keys)
        except Refusal:
            return
        self.booked.remove((unit, journal, number))

    @invariant()
    def debits_equal_credits_in_every_entry(self) -> None:
        if not hasattr(self, "books"):
            return
        crooked = self.books.all(
            "SELECT unit, entry FROM lines GROUP BY unit, entry HAVING SUM(debit) != SUM(credit)"
        )
        assert crooked == []
        followed = self.books.number("SELECT COUNT(*) FROM spread_entries")
        entries = self.books.number("SELECT COUNT(*) FROM entries")
        assert entries == len(self.booked) + followed

    @invariant()
    def open_items_equal_the_sum_of_their_lines(self) -> None:
        if not hasattr(self, "books"):
            return
        lines = {
            tuple(row)
            for row in self.books.all(
                "SELECT unit, side, relation, COALESCE(invoice, ''),"
                " SUM(debit - credit) * CASE side WHEN '2' THEN 1 ELSE -1 END"
                " FROM lines WHERE relation IS NOT NULL GROUP BY 1, 2, 3, 4"
            )
        }
        items = {
            tuple(row)
            for row in self.books.all("SELECT unit, kind, relation, invoice, balance FROM invoices")
        }
        assert items == lines

    @invariant()
    def control_accounts_equal_the_open_items(self) -> None:
        if not hasattr(self, "books"):
            return
        for kind, accounts, sign in (("2", ("1300", "1305"), 1), ("3", ("1600", "1605"), -1)):
            ledger = sum(
                self.books.number(
                    "SELECT SUM(debit - credit) FROM balances WHERE account = ?", (each,)
                )
                for each in accounts
            )
            items = self.books.number("SELECT SUM(balance) FROM invoices WHERE kind = ?", (kind,))
            assert ledger == sign * items

    @invariant()
    def the_trial_balance_sums_to_zero_and_follows_from_the_lines(self) -> None:
        if not hasattr(self, "books"):
            return
        balances = {
            tuple(row)
            for row in self.books.all("SELECT * FROM balances WHERE debit != 0 OR credit != 0")
        }
        lines = {
            tuple(row)
            for row in self.books.all(
                "SELECT unit, year, period, account, SUM(debit), SUM(credit) FROM lines"
                " GROUP BY 1, 2, 3, 4 HAVING SUM(debit) != 0 OR SUM(credit) != 0"
            )
        }
        assert balances == lines
        assert sum(row[4] - row[5] for row in balances) == 0
        split = self.books.number("SELECT SUM(debit) + SUM(credit) FROM dimension_balances")
        assert split == self.books.number(
            "SELECT SUM(debit) + SUM(credit) FROM lines WHERE dim1 IS NOT NULL"
        )


Bookkeeping.TestCase.settings = settings(
    max_examples=100,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestBookkeeping = Bookkeeping.TestCase
