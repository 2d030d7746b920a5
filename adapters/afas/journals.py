"""Journals, per administration."""

from functools import lru_cache

from adapters.afas.codecs import CodeLists
from adapters.mapping.codec import classified, maybe, text, yes_no
from adapters.mapping.table import Table, names_of, read_only
from gateway.accounting.journals import Journal, JournalType

j = names_of(Journal)


# fmt: off
JOURNAL = Table(Journal, (
    #         ours             AFAS reads      as
    read_only(j.id,            "JournalId",    text),
    read_only(j.code,          "JournalId",    maybe(text)),
    read_only(j.name,          "Description",  text),
    read_only(j.blocked,       "Blocked",      maybe(yes_no)),
))
# fmt: on


@lru_cache(maxsize=256)
def journal(codes: CodeLists) -> Table[Journal]:
    """The table, with the row that depends on what this connection calls its journals."""
    kind = classified("journal type", codes.journal_type, JournalType.UNKNOWN)
    return JOURNAL.extended([read_only(j.journal_type, "JournalType", kind)])


NOT_IN_AFAS = {
    "counterpart_account": "Profit_Journals does not give a journal's ledger account",
    "unallocated_account": "likewise",
    "next_document_numbers": "AFAS numbers by itself and does not say how",
    "iban": "Profit_Journals does not give it",
    "currency": "Profit_Journals does not give it",
    "other_currencies_allowed": "Profit_Journals does not say",
}
IGNORED = {"UnitId": "the folder that was asked for"}
