"""The data plane: everything under /ProfitRestServices, with faults, latency and the log."""

import time
from dataclasses import dataclass
from datetime import UTC

from starlette.types import Receive, Scope, Send

from adapters.afas.simulator.control.faults import Call, FaultOrder
from adapters.afas.simulator.control.requestlog import Logged, shown, shown_body, shown_headers
from adapters.afas.simulator.environment import Environment
from adapters.afas.simulator.protocol import oauth, onetime
from adapters.afas.simulator.protocol.access import AppConnector, NotEncoded, classic_token
from adapters.afas.simulator.protocol.arrival import Arrival, CallerLeft, TooLarge
from adapters.afas.simulator.protocol.asking import Asking, language_of
from adapters.afas.simulator.protocol.dropping import drop
from adapters.afas.simulator.protocol.handling import behave
from adapters.afas.simulator.protocol.misbehaving import misbehave
from adapters.afas.simulator.protocol.replies import Reply, empty, failed
from adapters.afas.simulator.protocol.target import Target, target_of
from adapters.afas.simulator.texts import UNEXPECTED
from adapters.afas.simulator.world import Caller, UnknownPlace, World

OPEN_WORDS = {"oauth", "otprequest", "otpvalidation"}  # for callers without a token
LONGEST_QUERY = 2049  # from the question mark to the end


class Wire:
    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        raw = scope.get("raw_path") or str(scope["path"]).encode()
        path = raw.split(b"?")[0].decode("latin-1")
        target = target_of(path)
        arrival = Arrival(scope, receive, send, target, headers, time.perf_counter())
        environment = self._place(arrival)
        logged = self._logged(arrival, environment, path)
        environment.log.rows.append(logged)
        environment.traffic.enter()
        try:
            reply = await self._answer(arrival, environment, logged)
            if reply is not None:
                await arrival.reply(reply, logged)
        except CallerLeft:
            return
        finally:
            environment.traffic.leave()
            logged.ms = round((time.perf_counter() - arrival.begun) * 1000, 1)

    def _place(self, arrival: Arrival) -> Environment:
        """Whose traffic this counts as, also when the token turns out to be wrong."""
        target = arrival.target
        if target is not None and target.environment:
            try:
                return self._world.environment(target.company, target.environment)
            except UnknownPlace:
                return self._world.environment()
        try:
            caller = self._caller(arrival)
        except NotEncoded:
            caller = None
        return caller.environment if caller is not None else self._world.environment()

    def _logged(self, arrival: Arrival, environment: Environment, path: str) -> Logged:
        return Logged(
            at=environment.clock().astimezone(UTC).isoformat(),
            method=arrival.method,
            path=path,
            query=shown(arrival.query),
            headers=shown_headers(arrival.scope["headers"]),
            company=environment.company,
        )

    def _caller(self, arrival: Arrival) -> Caller | None:
        authorization = arrival.headers.get("authorization", "")
        if authorization.lower().startswith("bearer "):
            caller = self._world.by_bearer(authorization[7:].strip())
        else:
            data = classic_token(authorization)
            caller = self._world.by_token(data) if data else None
        target = arrival.target
        if caller is not None and target is not None and target.environment:
            place = (caller.environment.name, caller.environment.company)
            if place != (target.environment, target.company):
                return None
        return caller

    async def _answer(
        self, arrival: Arrival, environment: Environment, logged: Logged
    ) -> Reply | None:
        target = arrival.target
        if target is None or len(arrival.query) + 1 > LONGEST_QUERY:
            return empty(404)
        if arrival.method == "OPTIONS":
            return empty(200)
        order = None
        if target.word not in OPEN_WORDS:
            call = Call(arrival.method, target.name, target.is_connector)
            order = environment.faults.strike(call)
        if order is not None and order.fault == "reset_before_body":
            await drop(arrival.scope)
            return None
        try:
            body = await arrival.body()
        except TooLarge:
            return empty(413)
        logged.body = shown_body(body)
        if target.word in OPEN_WORDS:
            return self._without_token(arrival, target, body)
        return await self._authorised(arrival, _Call(target, environment, order, body))

    async def _authorised(self, arrival: Arrival, call: "_Call") -> Reply | None:
        try:
            caller = self._caller(arrival)
        except NotEncoded:
            return failed("The token is not base64 encoded.", UNEXPECTED)
        if caller is None:
            return _unauthorised(arrival)
        asking = _asking(arrival, call, caller.app)
        return await (misbehave(arrival, asking, call.order) if call.order else behave(asking))

    def _without_token(self, arrival: Arrival, target: Target, body: bytes) -> Reply:
        if arrival.method != "POST":
            return empty(404)
        if target.word != "oauth":
            return onetime.answer(self._world, target.word, body)
        return oauth.token(self._world, target, body, arrival.headers.get("authorization", ""))


def _unauthorised(arrival: Arrival) -> Reply:
    reply = empty(401)
    if arrival.headers.get("authorization", "").lower().startswith("bearer"):
        reply.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return reply


@dataclass(frozen=True, slots=True)
class _Call:
    target: Target
    environment: Environment
    order: FaultOrder | None
    body: bytes


def _asking(arrival: Arrival, call: _Call, app: AppConnector) -> Asking:
    accepted = arrival.headers.get("accept-language", "")
    return Asking(
        method=arrival.method,
        target=call.target,
        query=arrival.query,
        body=call.body,
        environment=call.environment,
        app=app,
        language=language_of(accepted, call.environment.settings.language),
        wants_binary=arrival.headers.get("sendfileasbinary") == "1",
    )
