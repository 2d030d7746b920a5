"""One pays by a bank or cash journal of the folder."""

from dataclasses import dataclass

from adapters.afas.codecs import CodeLists
from adapters.afas.datasets import JOURNALS
from adapters.afas.journals import journal
from adapters.afas.reading import Reading
from adapters.afas.resource import paged
from adapters.mapping.codec import maybe, text
from adapters.mapping.table import Table, names_of, read_only
from gateway.accounting.books import Page, Query
from gateway.accounting.errors import ConnectionBroken
from gateway.accounting.journals import Journal, JournalType
from gateway.accounting.payment_terms import AccountingPaymentMethod

m = names_of(AccountingPaymentMethod)

# fmt: off
PAYMENT_METHOD = Table(AccountingPaymentMethod, (
    #         ours     AFAS reads     as
    read_only(m.id,    "JournalId",   text),
    read_only(m.name,  "Description", maybe(text)),
))
# fmt: on

NOT_IN_AFAS: dict[str, str] = {}
IGNORED = {
    "UnitId": "the folder that was asked for",
    "JournalType": "only chosen by: bank and cash journals",
    "Blocked": "only chosen by: nobody pays by a blocked journal",
}


@dataclass(frozen=True, slots=True)
class PaymentMethods:
    reading: Reading
    codes: CodeLists

    async def page(self, query: Query, /) -> Page[AccountingPaymentMethod]:
        _, question = await self.reading.asking(JOURNALS, query)
        as_journal, read = journal(self.codes).reader(), PAYMENT_METHOD.reader()
        records = await self.reading.every(question, query)
        journals = [as_journal(record) for record in records]
        methods = [
            read(record)
            for record, each in zip(records, journals, strict=True)
            if each.journal_type is JournalType.FINANCIAL_OPERATION and not each.blocked
        ]
        if not methods:
            _refuse_unknown(journals)
        return paged(methods, query)


def _refuse_unknown(journals: list[Journal]) -> None:
    unknown = [each.id for each in journals if each.journal_type is JournalType.UNKNOWN]
    if unknown:
        raise ConnectionBroken(
            "Which journals are bank or cash journals is not known: the connection's code lists "
            f"lack the codes of journals {', '.join(unknown)}.",
            code="ERROR_CONFIGURATION_CONNECTION",
            field="code_lists",
        )
