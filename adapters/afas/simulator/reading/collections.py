"""All collections by name."""

from adapters.afas.simulator.reading.collection import Collection
from adapters.afas.simulator.reading.ledger_collections import LEDGER
from adapters.afas.simulator.reading.party_collections import PARTIES
from adapters.afas.simulator.reading.reference_collections import REFERENCE

COLLECTIONS: dict[str, Collection] = {each.name: each for each in (*LEDGER, *PARTIES, *REFERENCE)}
