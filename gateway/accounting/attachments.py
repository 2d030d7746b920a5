"""Documents that belong to an invoice or an entry."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

FileName = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[a-zA-Z0-9\-_ ]{1,196}(?:.pdf)?$")
]


class DocumentType(StrEnum):
    INVOICE = "invoice"
    ENTRY = "entry"


class AttachmentItem(BaseModel):
    base64_string: str
    name: FileName | None = None


class AttachmentItemOut(BaseModel):
    id: str
    base64_string: str


class ItemAttachmentInfoStatus(StrEnum):
    UNKNOWN = "unknown"
    YES = "yes"
    YES_TO_REQUEST = "yes_to_request"
    NO = "no"


class ItemAttachmentInfoAttachment(BaseModel):
    filename: str | None = None
    url: str | None = None


class ItemAttachmentInfoOut(BaseModel):
    status: ItemAttachmentInfoStatus
    attachments: list[ItemAttachmentInfoAttachment] | None = []


class PdfIn(BaseModel):
    """A document that comes along with what is booked."""

    pdf: str | None = Field(None, description="base64.")
    pdf_name: FileName | None = None
