"""One comparison turned into SQL, by operator and by how the source is stored."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from adapters.afas.simulator.moment import AMSTERDAM
from adapters.afas.simulator.reading import filters as op
from adapters.afas.simulator.reading.collection import Kind, Source
from adapters.afas.simulator.texts import INVALID_FILTER, Refusal

SIGN = {
    op.EQUAL: "=",
    op.AT_LEAST: ">=",
    op.AT_MOST: "<=",
    op.MORE: ">",
    op.LESS: "<",
    op.NOT_EQUAL: "<>",
}
PATTERN = {
    op.CONTAINS: ("LIKE", "%{}%"),
    op.NOT_CONTAINS: ("NOT LIKE", "%{}%"),
    op.STARTS: ("LIKE", "{}%"),
    op.NOT_STARTS: ("NOT LIKE", "{}%"),
    op.ENDS: ("LIKE", "%{}"),
    op.NOT_ENDS: ("NOT LIKE", "%{}"),
}
LARGEST = 10**15  # AFAS keeps no larger number, and SQLite no much larger one
Bound = str | int
Values = dict[str, Bound]


class Comparer:
    """Builds conditions and gathers the values they bind."""

    def __init__(self, today: date, *, shift_z: bool) -> None:
        self.values: Values = {}
        self._today = today
        self._shift_z = shift_z

    def condition(self, source: Source, operator: int, value: str, sql: str) -> str:
        if operator == op.QUICK:
            return self._quick(source, value, sql)
        if operator == op.IS_EMPTY:
            return f"({sql} IS NULL OR {sql} = '')"
        if operator == op.IS_NOT_EMPTY:
            return f"({sql} IS NOT NULL AND {sql} <> '')"
        if operator in PATTERN:
            word, shape = PATTERN[operator]
            escaped = re.sub(r"([%_\\])", r"\\\1", value)
            text = sql if source.kind is Kind.TEXT else f"CAST({sql} AS TEXT)"
            return f"{text} {word} {self._bind(shape.format(escaped))} ESCAPE '\\'"
        return self._compare(source, operator, value, sql)

    def _bind(self, value: Bound) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def _compare(self, source: Source, operator: int, value: str, sql: str) -> str:
        sign = SIGN[operator]
        if value == "" and operator in (op.EQUAL, op.NOT_EQUAL):
            empty = op.IS_EMPTY if operator == op.EQUAL else op.IS_NOT_EMPTY
            return self.condition(source, empty, value, sql)
        if source.kind is Kind.MONEY:
            return self._money(sign, value, sql)
        if source.kind is Kind.NUMBER:
            number = self._bind(format(_decimal(value), "f"))
            return f"CAST({sql} AS NUMERIC) {sign} CAST({number} AS NUMERIC)"
        # The database compares texts without case; computed sources need to be told.
        collation = " COLLATE NOCASE" if source.kind is Kind.TEXT else ""
        return f"{sql}{collation} {sign} {self._bind(self._bound(source.kind, value))}"

    def _bound(self, kind: Kind, value: str) -> Bound:
        match kind:
            case Kind.INT:
                return self._integer(value)
            case Kind.YES:
                return _truth(value)
            case Kind.DAY | Kind.MOMENT:
                return self._when(value)
            case _:
                return value

    def _integer(self, value: str) -> int:
        number = _decimal(value)
        if number != number.to_integral_value():
            raise Refusal(INVALID_FILTER, reason=value)
        return int(number)

    def _money(self, sign: str, value: str, sql: str) -> str:
        cents = _decimal(value) * 100
        whole = int(cents.to_integral_value(rounding="ROUND_FLOOR"))
        if cents == whole:
            return f"{sql} {sign} {self._bind(whole)}"
        # Between two cents: only the direction matters.
        between = {"=": "0", "<>": "1"}.get(sign)
        return between or f"{sql} {'>' if '>' in sign else '<='} {self._bind(whole)}"

    def _when(self, value: str) -> str:
        text = value.strip()
        zulu = text.endswith(("Z", "z"))
        try:
            moment = datetime.fromisoformat(text.removesuffix("Z").removesuffix("z"))
        except ValueError as error:
            raise Refusal(INVALID_FILTER, reason=value) from error
        if zulu and self._shift_z:
            # The stored time is Amsterdam time that only looks like UTC; a Z moves the question.
            moment = moment.replace(tzinfo=UTC).astimezone(AMSTERDAM)
        moment = moment.replace(tzinfo=None)
        if moment.hour == moment.minute == moment.second == moment.microsecond == 0:
            return moment.date().isoformat()
        return moment.isoformat()

    def _quick(self, source: Source, value: str, sql: str) -> str:
        parts = [self._quick_one(source, each.strip(), sql) for each in value.split(";")]
        return "(" + " OR ".join(parts) + ")"

    def _quick_one(self, source: Source, value: str, sql: str) -> str:
        if value.startswith("!"):
            return f"NOT COALESCE({self._quick_one(source, value[1:], sql)}, 0)"
        if value == "[]":
            return self.condition(source, op.IS_EMPTY, "", sql)
        first, dots, last = value.partition("..")
        if dots:
            low = self._compare(source, op.AT_LEAST, self._relative(first), sql)
            high = self._compare(source, op.AT_MOST, self._relative(last), sql)
            return f"({low} AND {high})"
        for sign, operator in (
            (">=", op.AT_LEAST),
            ("<=", op.AT_MOST),
            (">", op.MORE),
            ("<", op.LESS),
        ):
            if value.startswith(sign):
                return self._compare(source, operator, self._relative(value[len(sign) :]), sql)
        plain = self._relative(value)
        contains = source.kind is Kind.TEXT
        return self.condition(source, op.CONTAINS if contains else op.EQUAL, plain, sql)

    def _relative(self, value: str) -> str:
        """`[NOW-3m]` and `[NOW+m3]`: a day counted from today."""
        found = re.fullmatch(
            r"\[NOW(?:([+-])(?:(\d+)([dwmy])|([dwmy])(\d+)))?\]", value.strip(), re.IGNORECASE
        )
        if found is None:
            return value.strip()
        sign, count1, unit1, unit2, count2 = found.groups()
        if sign is None:
            return self._today.isoformat()
        count = int(count1 or count2) * (1 if sign == "+" else -1)
        try:
            return _moved(self._today, count, (unit1 or unit2).lower()).isoformat()
        except (OverflowError, ValueError) as error:
            raise Refusal(INVALID_FILTER, reason=value) from error


def _moved(day: date, count: int, unit: str) -> date:
    if unit in "dw":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(day.day, length))


def _truth(value: str) -> int:
    known = {"true": 1, "1": 1, "-1": 1, "false": 0, "0": 0}.get(value.strip().lower())
    if known is None:
        raise Refusal(INVALID_FILTER, reason=value)
    return known


def _decimal(value: str) -> Decimal:
    try:
        number = Decimal(value.strip())
    except InvalidOperation as error:
        raise Refusal(INVALID_FILTER, reason=value) from error
    if not number.is_finite() or abs(number) >= LARGEST:
        raise Refusal(INVALID_FILTER, reason=value)
    return number
