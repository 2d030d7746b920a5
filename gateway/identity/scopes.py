"""What an API key may do inside its tenant."""

from enum import StrEnum


class Scope(StrEnum):
    READ = "read"  # every GET
    WRITE = "write"  # bookings and everything else under /accounting
    CONNECT = "connect"  # connections and their credentials
    MANAGE = "manage"  # consumers and what else belongs to the tenant


EVERY_SCOPE = tuple(Scope)
