"""One row per field: it reads, writes, filters, explains and documents.

Five kinds of row and no sixth. A rule that needs a condition is a function beside the table.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

from pydantic import BaseModel, ValidationError

from adapters.mapping.codec import Codec, Gathering, Unreadable
from gateway.accounting.errors import ConnectionBroken, InvalidField
from gateway.accounting.trace import Mapped, Step

T = TypeVar("T")
Model = TypeVar("Model", bound=BaseModel)
Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Names:
    of: type[BaseModel]

    def __getattr__(self, name: str) -> str:
        if name not in self.of.model_fields:
            raise AttributeError(f"{self.of.__name__} has no field {name}")
        return name


def names_of(model: type[Model]) -> Model:
    """Answers every field with its own name, typed as that field, so that rows can be checked."""
    return cast("Model", _Names(model))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; built by the five functions below."""

    ours: str
    reads: tuple[str, ...]
    writes: str
    decode: Callable[..., object]
    encode: Callable[..., object]
    how: str

    def reading(self, record: Record) -> Step:
        before = [record.get(name) for name in self.reads]
        try:
            after = self.decode(*before)
        except Unreadable as error:
            raise _undecodable(self.ours, " + ".join(self.reads), str(error)) from error
        return Step(
            ours=self.ours,
            theirs=" + ".join(self.reads),
            before=before[0] if len(before) == 1 else tuple(before),
            after=after,
            why=self.how,
        )

    def writing(self, value: object) -> Step:
        try:
            after = self.encode(value)
        except Unreadable as error:
            raise InvalidField(f"The value {error}.", field=self.ours) from error
        return Step(ours=self.ours, theirs=self.writes, before=value, after=after, why=self.how)


def row(ours: T, read: str, write: str, codec: Codec[T]) -> Row:
    return Row(_name(ours), (read,), write, codec.decode, codec.encode, codec.name)


def read_only(ours: T, read: str, codec: Codec[T]) -> Row:
    return Row(_name(ours), (read,), "", codec.decode, codec.encode, codec.name)


def write_only(ours: T, write: str, codec: Codec[T]) -> Row:
    return Row(_name(ours), (), write, codec.decode, codec.encode, codec.name)


def always(write: str, value: object, *, why: str) -> Row:
    return Row("", (), write, lambda: None, lambda _: value, why)


def gathers(ours: T, reads: tuple[str, ...], how: Gathering[T]) -> Row:
    return Row(_name(ours), reads, "", how.decode, _never, how.name)


@dataclass(frozen=True, slots=True)
class Table(Generic[Model]):
    model: type[Model]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        for names in ([each.ours for each in self._reading()], [*self.writes]):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise ValueError(f"{self.model.__name__}: {', '.join(sorted(twice))} stands twice")

    def read(self, record: Record) -> Mapped[Model]:
        steps = tuple(each.reading(record) for each in self._reading())
        try:
            value = self.model.model_validate({each.ours: each.after for each in steps})
        except ValidationError as error:
            raise self._unfit(error) from error
        return Mapped(value, steps)

    def reader(self) -> Callable[[Record], Model]:
        """The same reading without its trace, for pages: one straight function."""
        single = [
            (each.ours, each.reads[0], each) for each in self._reading() if len(each.reads) == 1
        ]
        several = [each for each in self._reading() if len(each.reads) > 1]
        validated = self.model.model_validate

        def read(record: Record) -> Model:
            read = record.get
            try:
                values = {ours: each.decode(read(name)) for ours, name, each in single}
                for each in several:
                    values[each.ours] = each.decode(*map(read, each.reads))
                return validated(values)
            except (Unreadable, ValidationError):
                return self.read(record).value  # slower, and says which row refuses

        return read

    def write(
        self, given: BaseModel, only: Collection[str] | None = None
    ) -> Mapped[dict[str, object]]:
        """What would be written: every value that is there, or only the named fields, where an
        absent value means that it is to be cleared.
        """
        steps = tuple(self._writing(given, only))
        return Mapped({each.theirs: each.after for each in steps}, steps)

    def extended(self, rows: Iterable[Row]) -> "Table[Model]":
        return replace(self, rows=(*self.rows, *rows))

    @property
    def reads(self) -> frozenset[str]:
        return frozenset(name for each in self.rows for name in each.reads)

    @property
    def writes(self) -> tuple[str, ...]:
        return tuple(each.writes for each in self.rows if each.writes)

    @property
    def fields_read(self) -> frozenset[str]:
        return frozenset(each.ours for each in self._reading())

    def read_id(self, ours: object) -> str:
        """Their name for one of our fields, to filter and to order by."""
        return self._row_of(ours).reads[0]

    def sought(self, ours: T, value: T) -> tuple[str, object]:
        """Their name and their form of a value, for a filter."""
        found = self._row_of(ours)
        return found.reads[0], found.writing(value).after

    def _row_of(self, ours: object) -> Row:
        return next(each for each in self._reading() if each.ours == ours)

    def _reading(self) -> Iterator[Row]:
        return (each for each in self.rows if each.reads)

    def _unfit(self, error: ValidationError) -> ConnectionBroken:
        # Only where and why: pydantic's own text repeats the values.
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        ours = ".".join(str(part) for part in first["loc"])
        theirs = " + ".join(
            name for each in self.rows if each.ours == first["loc"][0] for name in each.reads
        )
        return _undecodable(ours, theirs, first["msg"].lower())

    def _writing(self, given: BaseModel, only: Collection[str] | None) -> Iterator[Step]:
        for each in self.rows:
            if not each.writes:
                continue
            if not each.ours:
                if only is None:
                    yield each.writing(None)
                continue
            value = getattr(given, each.ours, None)
            if each.ours in only if only is not None else value is not None:
                yield each.writing(value)


def _name(ours: object) -> str:
    if not isinstance(ours, str):
        raise TypeError("a row names a field through names_of()")
    return ours


def _never(_: object) -> object:
    raise Unreadable("is only read")


def _undecodable(ours: str, theirs: str, reason: str) -> ConnectionBroken:
    return ConnectionBroken(
        f"What the bookkeeping holds for '{ours}' cannot be read: {theirs} {reason}.",
        code="ERROR_DATA_VALIDATION",
        field=ours,
    )
