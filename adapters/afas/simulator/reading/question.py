"""What one GET on a connector asks for."""

from dataclasses import dataclass

from adapters.afas.simulator.reading.filters import Groups, document, lists
from adapters.afas.simulator.switches import Settings
from adapters.afas.simulator.texts import INVALID_FILTER, INVALID_PAGE, Refusal

ALL = -1
DEFAULT_TAKE = 100
LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Question:
    skip: int
    take: int  # ALL: every row
    filters: tuple[Groups, ...]  # each must hold
    order: tuple[tuple[str, bool], ...]  # field, descending
    echo_skip: int
    echo_take: int


def ask(given: dict[str, str], settings: Settings) -> Question:
    echo_skip, echo_take = _number(given, "skip", 0), _number(given, "take", DEFAULT_TAKE)
    skip, take = _page(echo_skip, echo_take, settings)
    filters: list[Groups] = []
    if given.get("filterfieldids"):
        filters.append(
            lists(given["filterfieldids"], given.get("filtervalues"), given.get("operatortypes"))
        )
    if given.get("filterjson"):
        if filters and settings.both_filter_forms == "reject":
            raise Refusal(INVALID_FILTER, reason="filterjson and filterfieldids")
        filters.append(document(given["filterjson"]))
    order = tuple(
        (name.strip().removeprefix("-"), name.strip().startswith("-"))
        for name in given.get("orderbyfieldids", "").split(",")
        if name.strip()
    )
    return Question(skip, take, tuple(filters), order, echo_skip, echo_take)


def _number(given: dict[str, str], name: str, default: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    if not text.removeprefix("-").isdecimal() or len(text) > LONGEST_NUMBER:
        raise Refusal(INVALID_PAGE)
    return int(text)


def _page(skip: int, take: int, settings: Settings) -> tuple[int, int]:
    if skip < ALL or take < ALL or (take == ALL and skip != ALL):
        raise Refusal(INVALID_PAGE)
    if skip == ALL:  # take is ignored then, as clients have seen
        return 0, ALL
    if take == 0:
        return skip, 1 if settings.take_zero == "one_row" else 0
    return skip, take
