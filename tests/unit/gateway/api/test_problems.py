from collections.abc import Iterator

from gateway.accounting.errors import AccountingError
from gateway.api.problems import STATUS
from gateway.plumbing.refusals import Refusal


def family(error: type[Exception]) -> Iterator[type[Exception]]:
    yield error
    for child in error.__subclasses__():
        yield from family(child)


def test_every_error_has_a_status_of_its_own():
    assert {*family(AccountingError), *family(Refusal)} == STATUS.keys()


def test_what_may_have_been_booked_is_never_told_as_a_refusal():
    unknown = STATUS[next(e for e in STATUS if e.__name__ == "OutcomeUnknown")]
    assert unknown == (504, "ERROR_OUTCOME_UNKNOWN")
    assert [kind for kind, told in STATUS.items() if told == unknown] == [
        next(e for e in STATUS if e.__name__ == "OutcomeUnknown")
    ]
