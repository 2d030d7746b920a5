"""Every adapter that the gateway offers."""

from adapters.afas.adapter import AFAS
from gateway.accounting.books import Adapter

ADAPTERS: dict[str, Adapter] = {AFAS.key: AFAS}
