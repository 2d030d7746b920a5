"""One page of a longer list, and how long that list is."""

from typing import TypeVar

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

Row = TypeVar("Row")


class Counted(list[Row]):
    """The rows of one page, which know how many there are in all."""

    def __init__(self, rows: list[Row], total: int) -> None:
        super().__init__(rows)
        self.total = total


async def counted(
    session: AsyncSession, query: SelectOfScalar[Row], *, skip: int, take: int | None
) -> Counted[Row]:
    # The same statement with another column, not a subquery: the tenant's filter reaches both.
    count = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    total = (await session.scalars(count)).one()
    rows = await session.scalars(query.offset(skip).limit(take))
    return Counted(list(rows), total)
