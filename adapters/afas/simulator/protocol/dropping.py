"""Breaking off a connection the way networks do."""

import asyncio
import socket
import struct

from starlette.types import Scope

DROP = "ledgergate.drop"


async def drop(scope: Scope) -> None:
    """Resets the TCP connection; called in-process, it raises what a reset would raise."""
    transport = scope.get("extensions", {}).get(DROP, {}).get("transport")
    if transport is None:
        raise ConnectionResetError("the simulated connection was reset")
    raw = transport.get_extra_info("socket")
    if raw is not None:
        # Lingering zero seconds turns the close into a reset.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await asyncio.sleep(0.01)  # lets the server notice before the call returns without answer
