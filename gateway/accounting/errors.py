"""Everything the books can answer instead of an answer, sorted by who can do something about it.

AccountingError
├── Rejected               the caller changes the request
│   ├── InvalidField       … at this field of ours
│   ├── NotFound
│   ├── Conflict           … a closed period, a duplicate number
│   └── NotSupported       these books cannot do this
├── ConnectionBroken       the tenant repairs the connection
│   ├── CredentialsRefused
│   ├── AddressRefused     … our own address is not on the vendor's list
│   └── PermissionMissing  … naming the connector
├── Unavailable            nobody: later; nothing was booked
│   └── Maintenance        … announced by the vendor
└── OutcomeUnknown         nobody yet: it may be booked; look, then decide

An error carries no HTTP status: `gateway/api/problems.py` owns those.
"""


class AccountingError(Exception):
    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        field: str | None = None,
        vendor_message: str | None = None,
        vendor_reference: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field
        self.vendor_message = vendor_message
        self.vendor_reference = vendor_reference


class Rejected(AccountingError):
    pass


class InvalidField(Rejected):
    pass


class NotFound(Rejected):
    pass


class Conflict(Rejected):
    pass


class NotSupported(Rejected):
    pass


class ConnectionBroken(AccountingError):
    pass


class CredentialsRefused(ConnectionBroken):
    pass


class AddressRefused(ConnectionBroken):
    pass


class PermissionMissing(ConnectionBroken):
    pass


class Unavailable(AccountingError):
    """Nothing was booked; the same request may succeed after `retry_after_seconds`."""

    def __init__(
        self,
        message: str,
        *,
        retry_after_seconds: int | None = None,
        vendor_message: str | None = None,
        vendor_reference: str | None = None,
    ) -> None:
        super().__init__(message, vendor_message=vendor_message, vendor_reference=vendor_reference)
        self.retry_after_seconds = retry_after_seconds


class Maintenance(Unavailable):
    pass


class OutcomeUnknown(AccountingError):
    pass
