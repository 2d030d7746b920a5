"""What is asked of a GetConnector, and the address it makes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from urllib.parse import quote, urlencode

import msgspec

from gateway.accounting.errors import Rejected

LONGEST_QUERY = 2049  # from the question mark on; AFAS answers 404 beyond it
MOST_CELLS = 150_000  # columns x rows in one answer, as AFAS advises
MOST_ROWS = 10_000
SEPARATORS = (",", ";")


class Is(IntEnum):
    EQUAL = 1
    AT_LEAST = 2
    AT_MOST = 3
    MORE = 4
    LESS = 5
    CONTAINING = 6
    STARTING_WITH = 10


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    operator: Is
    value: str


# Any of the groups holds; within a group, everything does.
Groups = tuple[tuple[Condition, ...], ...]


def both(groups: Groups, more: tuple[Condition, ...]) -> Groups:
    """The conditions that hold when the groups do and these do as well."""
    if not more:
        return groups
    return tuple((*more, *group) for group in groups) or (more,)


@dataclass(frozen=True, slots=True)
class Question:
    """Rows of one connector. The order is by a unique key: without it, AFAS promises none."""

    connector: str
    order: tuple[str, ...]
    where: Groups = ()

    def after(self, key: str) -> "Question":
        """The rows behind the one with this key. Only for a key of a single field."""
        (field,) = self.order
        return replace(self, where=both(self.where, (Condition(field, Is.MORE, key),)))

    def path(self, skip: int, take: int) -> str:
        paging = {
            "skip": str(skip),
            "take": str(take),
            "orderbyfieldids": ",".join(self.order),
        }
        filters = self._document() if self._needs_document() else self._lists()
        asked = urlencode({**paging, **filters}, quote_via=quote)
        # The document is the longer of the two forms, so it is no way out of a long question.
        if len(asked) + 1 > LONGEST_QUERY:
            raise Rejected("AFAS takes no question this long; search for less.")
        return f"/connectors/{quote(self.connector, safe='')}?{asked}"

    def _conditions(self) -> Iterable[Condition]:
        return (condition for group in self.where for condition in group)

    def _needs_document(self) -> bool:
        # Separators inside a value cannot be escaped in the lists.
        return any(sign in each.value for each in self._conditions() for sign in SEPARATORS)

    def _lists(self) -> dict[str, str]:
        if not self.where:
            return {}

        def joined(parts: Iterable[Iterable[str]]) -> str:
            return ";".join(",".join(group) for group in parts)

        return {
            "filterfieldids": joined((each.field for each in group) for group in self.where),
            "filtervalues": joined((each.value for each in group) for group in self.where),
            "operatortypes": joined(
                (str(int(each.operator)) for each in group) for group in self.where
            ),
        }

    def _document(self) -> dict[str, str]:
        filters = [
            {
                "@FilterId": f"Filter {number}",
                "Field": [
                    {
                        "@FieldId": each.field,
                        "@OperatorType": str(int(each.operator)),
                        "#text": each.value,
                    }
                    for each in group
                ],
            }
            for number, group in enumerate(self.where, 1)
        ]
        return {"filterjson": msgspec.json.encode({"Filters": {"Filter": filters}}).decode()}


def rows_at_once(columns: int) -> int:
    """How many rows of so many columns one answer may hold."""
    return max(1, min(MOST_ROWS, (MOST_CELLS - 1) // max(1, columns)))
