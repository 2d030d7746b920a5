from datetime import date

from pydantic import BaseModel


class BookYear(BaseModel):
    name: str
    start: date
    end: date
    closed: bool
