"""Every adapter, ready to be asked: AFAS as a simulator with memory, and the toy."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import Field, dataclass, field, fields
from typing import Any, get_args, get_origin

import httpx
from starlette.applications import Starlette

from adapters.afas.adapter import afas
from adapters.afas.books import OFFERS
from adapters.afas.credentials import AfasCredentials
from adapters.afas.simulator import create_simulator, demo_access
from checkout import ROOT
from gateway.accounting.books import Books, Kept, Surroundings
from gateway.accounting.trace import Exchange
from simulator.asking import COMPANY, HOME, Clock, authorization
from toy import TOY, Toy, ToyCredentials

PACK = ROOT / "adapters/afas/pack"
SANDBOX = "https://afas.test"

# What the codes of the simulator's second set mean, as an administrator would tell a connection.
SECOND_CODE_SET = """{
    "journal_type": {
        "4": "customer_invoice", "3": "supplier_invoice",
        "1": "financial_operation", "2": "financial_operation",
        "5": "miscellaneous_operation", "6": "miscellaneous_operation",
        "7": "miscellaneous_operation", "8": "miscellaneous_operation",
        "9": "miscellaneous_operation"
    },
    "vat_type": {"2": "sale", "1": "purchase"},
    "vat_duty": {"NLB": "nat", "NLV": "nat", "ICL": "eu", "EXP": "int", "VRY": "nat"},
    "reverse_charge": {"0": false, "1": false, "2": true}
}"""


@dataclass
class SimulatedAfas:
    """A simulator, the books of its demo company, and every call that was made to it."""

    simulator: Starlette
    open_books: Callable[..., Books]
    clock: Clock = field(default_factory=Clock)
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def connectors(self) -> list[str | None]:
        return [exchange.connector for exchange in self.exchanges]

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        return await self._ask(method, f"/_control/{path}", body)

    async def allow(self, connectors: list[str]) -> None:
        """From now on the app connector holds these GetConnectors only."""
        token = demo_access(COMPANY, HOME).token_xml
        await self.control("PUT", "app-connector", {"token": token, "get": connectors})

    async def metainfo(self, connector: str) -> list[str]:
        """The fields of a connector, as any client of AFAS learns them."""
        told = await self._ask("GET", f"/ProfitRestServices/metainfo/get/{connector}")
        return [each["id"] for each in told["fields"]]

    async def update_fields(self, connector: str) -> set[str]:
        """What may be written: keys as @Key, those of sub-objects behind their name."""
        told = await self._ask("GET", f"/ProfitRestServices/metainfo/update/{connector}")
        own = {each["fieldId"] for each in told["fields"]}
        return (
            own
            | {f"@{each}" for each in own}
            | {
                f"{under['name']}.{each['fieldId']}"
                for under in told["objects"]
                for each in under["fields"]
            }
        )

    async def debtor(self, name: str, number: str = "") -> None:
        organisation = {"AutoNum": True, "MatchOga": "6", "Nm": name, "SeNm": name[:10].upper()}
        element = {
            "@DbId": number,
            "Fields": {"IsDb": True, "PaCd": "30", "CuId": "EUR", "ColA": "1300"},
            "Objects": [{"KnOrganisation": {"Element": {"Fields": organisation}}}],
        }
        body = {"KnSalesRelationOrg": {"Element": element}}
        await self.write("POST", "KnSalesRelationOrg", body)

    async def write(self, method: str, connector: str, body: Any) -> None:
        await self._ask(method, f"/ProfitRestServices/connectors/{connector}", body)

    async def _ask(self, method: str, path: str, body: Any = None) -> Any:
        transport = httpx.ASGITransport(self.simulator)
        headers = {"Authorization": authorization()}
        async with httpx.AsyncClient(
            transport=transport, base_url=SANDBOX, headers=headers
        ) as http:
            answer = await http.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


@asynccontextmanager
async def simulated_afas(*, pack: bool = True) -> AsyncIterator[SimulatedAfas]:
    clock = Clock()
    simulator = create_simulator(clock=clock, connectors=PACK if pack else None)
    exchanges: list[Exchange] = []
    surroundings = Surroundings(observe=exchanges.append, sandbox_url=SANDBOX)
    async with afas(httpx.ASGITransport(simulator)).running(surroundings) as opening:

        def open_books(**filled_in: str) -> Books:
            demo = {
                "company_id": COMPANY,
                "environment": HOME,
                "token": demo_access(COMPANY, HOME).token_xml,
                "administration": "1",
                "default_analytic_plan": "1",
            }
            return opening(AfasCredentials.model_validate({**demo, **filled_in}))

        yield SimulatedAfas(simulator, open_books, clock, exchanges)


@asynccontextmanager
async def afas_with_the_pack() -> AsyncIterator[Books]:
    async with simulated_afas() as simulated:
        yield simulated.open_books()


@asynccontextmanager
async def afas_with_other_codes() -> AsyncIterator[Books]:
    async with simulated_afas(pack=False) as simulated:
        await simulated.control("PUT", "settings", {"code_set": "b"})
        yield simulated.open_books(code_lists=SECOND_CODE_SET)


@asynccontextmanager
async def toy() -> AsyncIterator[Books]:
    surroundings = Surroundings(observe=lambda _: None)
    async with Toy().adapter.running(surroundings) as opening:
        yield opening(ToyCredentials(company_id="12345", token="secret"))


def _without_none(ability: Field[Any]) -> object:
    return next(iter(get_args(ability.type)), None)


Opener = Callable[[], AbstractAsyncContextManager[Books]]

# What each of them must be able to list; a connection without our pack can do less.
ONLY_WITH_THE_PACK = {"payment_terms", "outstandings"}
OPENERS: dict[str, tuple[Opener, frozenset[str]]] = {
    "afas": (afas_with_the_pack, OFFERS),
    "afas-standard-other-codes": (afas_with_other_codes, OFFERS - ONLY_WITH_THE_PACK),
    "toy": (toy, TOY.offers),
}
KEPT = frozenset(each.name for each in fields(Books) if get_origin(_without_none(each)) is Kept)
