"""What callers may ask of clients and suppliers alike, and of the people who work there."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from gateway.accounting.books import Listed, Page
from gateway.accounting.parties import ContactItem, PartnerType
from gateway.api.accounting.declaring import Moment, Noun, able, asks
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.deps import PageQuery, Text

router = APIRouter(route_class=AccountingRoute)

CONTACTS = Noun("Contacts", "contacts")


class PartyFilter(BaseModel):
    search: Text | None = Field(
        None, description="Part of a name, e-mail address, reference, VAT or company number."
    )
    updated_after: Moment | None = Field(None, description="UTC.")


PartiesAsked = Annotated[PartyFilter, Query()]


class Merge(BaseModel):
    force_merge: Text | None = Field(
        None, description="The id of the supplier, or client, that is the same party."
    )


MergeAsked = Annotated[Merge, Query()]


class ContactFilter(BaseModel):
    partner_type: PartnerType
    partner_id: Text


@router.get(
    "/contacts", **CONTACTS.reads("accounting_get_partner_contacts", "List a party's contacts")
)
async def list_contacts(
    contacts: Annotated[Listed[ContactItem], able("contacts")],
    query: PageQuery,
    asked: Annotated[ContactFilter, Query()],
) -> Page[ContactItem]:
    return await contacts.page(query.asking(**asks(asked)))
