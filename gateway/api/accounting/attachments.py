from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from gateway.accounting.attachments import AttachmentItemOut, DocumentType
from gateway.accounting.books import Listed, Page
from gateway.api.accounting.declaring import Noun, able, asks
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.deps import PageQuery, Text

router = APIRouter(route_class=AccountingRoute)

ATTACHMENTS = Noun("Attachments", "attachments")


class DocumentAsked(BaseModel):
    type: DocumentType
    document_id: Text


@router.get(
    "/attachments", **ATTACHMENTS.reads("accounting_get_attachments", "List attached documents")
)
async def list_attachments(
    attachments: Annotated[Listed[AttachmentItemOut], able("attachments")],
    query: PageQuery,
    asked: Annotated[DocumentAsked, Query()],
) -> Page[AttachmentItemOut]:
    return await attachments.page(query.asking(**asks(asked)))
