from typing import Annotated

from fastapi import APIRouter

from gateway.accounting.books import Kept, Page
from gateway.accounting.clients import ClientItemIn, ClientItemOut, ClientItemUpdate
from gateway.api.accounting.declaring import Noun, Unbuilt, able, asks
from gateway.api.accounting.parties import MergeAsked, PartiesAsked
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.deps import OneQuery, PageQuery, Text

router = APIRouter(route_class=AccountingRoute)

CLIENTS = Noun("Clients", "clients")

Clients = Annotated[Kept[ClientItemOut], able("clients")]


@router.get("/clients", **CLIENTS.reads("accounting_get_clients", "List clients"))
async def list_clients(
    clients: Clients, query: PageQuery, asked: PartiesAsked
) -> Page[ClientItemOut]:
    return await clients.page(query.asking(**asks(asked)))


@router.post("/clients", **CLIENTS.writes("accounting_create_client", "Create a client"))
async def create_client(new: ClientItemIn, unbuilt: Unbuilt, merge: MergeAsked) -> ClientItemOut:
    raise unbuilt(new, merge)


@router.get("/clients/{client_id}", **CLIENTS.reads("accounting_get_client", "Get a client"))
async def get_client(client_id: Text, clients: Clients, query: OneQuery) -> ClientItemOut:
    return await clients.get(client_id, query)


@router.patch(
    "/clients/{client_id}", **CLIENTS.writes("accounting_update_client", "Change a client")
)
async def update_client(
    client_id: Text, change: ClientItemUpdate, unbuilt: Unbuilt
) -> ClientItemOut:
    raise unbuilt(client_id, change)
