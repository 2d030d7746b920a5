"""Entries as tax offices want them."""

from datetime import date

from pydantic import BaseModel

from gateway.accounting.money import Amount


class FECItemOut(BaseModel):
    """A line of the French export format, under that format's own column names."""

    JournalCode: str
    JournalLib: str
    EcritureNum: str
    EcritureDate: date
    CompteNum: str
    CompteLib: str
    CompAuxNum: str
    CompAuxLib: str
    PieceRef: str
    PieceDate: date
    Debit: Amount
    Credit: Amount
    EcritureLet: str
    DateLet: date | None
    ValidDate: date | None
    Montantdevise: Amount
    Idevise: str
