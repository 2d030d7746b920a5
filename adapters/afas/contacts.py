"""Contacts: the people and departments of the organisation behind a client or supplier."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from adapters.afas import clients, suppliers
from adapters.afas.datasets import CONTACTS, CREDITORS, DEBTORS, DataSet
from adapters.afas.question import Condition, Is
from adapters.afas.reading import Reading
from adapters.afas.resource import MOST_ALIKE, Absence, paged
from adapters.mapping.codec import Unreadable, gathering, maybe, text, yes_no
from adapters.mapping.table import Table, gathers, names_of, read_only
from gateway.accounting.books import Page, Query
from gateway.accounting.parties import ContactItem, PartnerType


@gathering
def first_that_is_known(*names: object) -> str:
    for name in names:
        if known := (maybe(text).decode(name) or "").strip():
            return known
    raise Unreadable("is empty")


c = names_of(ContactItem)

# fmt: off
CONTACT = Table(ContactItem, (
    #         ours         AFAS reads                          as
    read_only(c.id,        "ContactId",                        text),
    gathers(  c.name,      ("FullName", "Department", "Name"), first_that_is_known),
    read_only(c.function,  "FunctionCard",                     maybe(text)),
    read_only(c.email,     "MailWork",                         maybe(text)),
    read_only(c.phone,     "TelWork",                          maybe(text)),
    read_only(c.mobile,    "MobWork",                          maybe(text)),
))
# fmt: on

_NAME_PARTS = "Profit_Contacts gives the whole name, not its parts"
_PRIVATE = "a business contact is reached at work"
NOT_IN_AFAS = {"first_name": _NAME_PARTS, "last_name": _NAME_PARTS}
IGNORED = {
    "Type": "AFAS does not publish the codes; whoever is listed is a contact",
    "OrgNumber": "only filtered on: the partner that was asked for",
    "PerNumber": "the number of the person behind the contact",
    "Blocked": "only chosen by: a blocked contact is no longer one",
    "AddressLine1": "the contract has no address on a contact",
    "AddressLine3": "likewise",
    "AddressLine4": "likewise",
    "Note": "the contract has no remarks on a contact",
    "Function": "a code, where FunctionCard says it in words",
    "Gender": "the contract does not ask",
    "TelPrivate": _PRIVATE,
    "MobPrivate": _PRIVATE,
    "MailPrivate": _PRIVATE,
    "CreateDate": "the contract has no dates on a contact",
    "ModifiedDate": "likewise",
}
ORGANISATION = "BcCo"


@dataclass(frozen=True, slots=True)
class _Partners:
    data_set: DataSet
    number: str
    absence: Absence


PARTNERS: Mapping[PartnerType, _Partners] = MappingProxyType(
    {
        PartnerType.CLIENT: _Partners(DEBTORS, "DebtorId", clients.ABSENT),
        PartnerType.SUPPLIER: _Partners(CREDITORS, "CreditorId", suppliers.ABSENT),
    }
)


@dataclass(frozen=True, slots=True)
class Contacts:
    reading: Reading

    async def page(self, query: Query, /) -> Page[ContactItem]:
        organisation = await self._organisation(query)
        if not organisation:
            return paged([], query)
        same = ((Condition("OrgNumber", Is.EQUAL, organisation),),)
        _, question = await self.reading.asking(CONTACTS, query, same)
        read = CONTACT.reader()
        contacts = [
            read(record)
            for record in await self.reading.whole(question)
            if not maybe(yes_no).decode(record.get("Blocked"))
        ]
        return paged(contacts, query)

    async def _organisation(self, query: Query) -> str | None:
        partners = PARTNERS[PartnerType(str(query.asks["partner_type"]))]
        partner_id = str(query.asks["partner_id"])
        same = ((Condition(partners.number, Is.EQUAL, partner_id),),)
        _, question = await self.reading.asking(partners.data_set, query, same)
        # AFAS takes capitals and small letters for the same.
        for record in await self.reading.rest.rows(question, skip=0, take=MOST_ALIKE):
            if record[partners.number] == partner_id:
                return maybe(text).decode(record.get(ORGANISATION))
        raise partners.absence.of(partner_id)
