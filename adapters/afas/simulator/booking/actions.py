"""Which function answers which UpdateConnector and verb."""

from collections.abc import Callable
from functools import partial

from adapters.afas.simulator.booking import dossier, entries, reference, relations
from adapters.afas.simulator.booking.addresses import add_address
from adapters.afas.simulator.booking.changes import change_invoice, change_line, delete_entry
from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.ledger import CREDITOR, DEBTOR
from adapters.afas.simulator.booking.parties import (
    Saving,
    change_contact,
    party_reply,
    save_organisation,
    save_person,
)
from adapters.afas.simulator.booking.record import Record

Save = Callable[[Desk, Record], dict[str, str]]
Delete = Callable[[Desk, dict[str, str]], None]


def _organisation(desk: Desk, record: Record, *, updates: bool) -> dict[str, str]:
    return party_reply(save_organisation(desk, record, Saving(updates=updates)))


def _person(desk: Desk, record: Record, *, updates: bool) -> dict[str, str]:
    return party_reply(save_person(desk, record, Saving(updates=updates)))


INSERT: dict[str, Save] = {
    "FiEntries": entries.book,
    "KnSalesRelationOrg": partial(relations.insert, kind=DEBTOR),
    "KnSalesRelationPer": partial(relations.insert, kind=DEBTOR),
    "KnPurchaseRelationOrg": partial(relations.insert, kind=CREDITOR),
    "KnPurchaseRelationPer": partial(relations.insert, kind=CREDITOR),
    "KnOrganisation": partial(_organisation, updates=False),
    "KnPerson": partial(_person, updates=False),
    "KnAddress": add_address,
    "KnDimCode": reference.insert_code,
    "KnAccount": reference.insert_account,
    "KnCurrencyRates": reference.insert_rate,
    "KnSubject": dossier.insert_subject,
}
UPDATE: dict[str, Save] = {
    "FiInvoice": change_invoice,
    "FiEntriesCustom": change_line,
    "KnSalesRelationOrg": partial(relations.update, kind=DEBTOR),
    "KnSalesRelationPer": partial(relations.update, kind=DEBTOR),
    "KnPurchaseRelationOrg": partial(relations.update, kind=CREDITOR),
    "KnPurchaseRelationPer": partial(relations.update, kind=CREDITOR),
    "KnOrganisation": partial(_organisation, updates=True),
    "KnPerson": partial(_person, updates=True),
    "KnContact": change_contact,
    "KnDimCode": reference.update_code,
    "KnAccount": reference.update_account,
    "KnCurrencyRates": reference.update_rate,
    "KnSubject": dossier.update_subject,
}
# POST on a sub-object path: new rows under a record that exists.
EXTEND: dict[str, Save] = {
    "KnOrganisation": partial(_organisation, updates=True),
    "KnPerson": partial(_person, updates=True),
    "KnSubject": dossier.add_attachment,
}
DELETE: dict[str, Delete] = {
    "FiEntries": delete_entry,
    "KnDimCode": reference.delete_code,
    "KnAccount": reference.delete_account,
    "KnCurrencyRates": reference.delete_rate,
    "KnSubject": dossier.delete_subject,
}
DELETE_KEYS: dict[str, tuple[frozenset[str], ...]] = {
    "FiEntries": (frozenset({"UnId", "JoCo", "EnNo"}), frozenset({"UnId", "JoCo", "InId"})),
    "KnDimCode": (frozenset({"AxId", "VbCo"}),),
    "KnAccount": (frozenset({"AcNr"}),),
    "KnCurrencyRates": (frozenset({"Cu", "Sn"}),),
    "KnSubject": (frozenset({"SbId"}),),
}
