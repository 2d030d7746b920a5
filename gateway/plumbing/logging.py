import logging

import structlog
from structlog.typing import Processor

NOISY = ("authlib", "httpx", "httpcore", "aiosqlite", "asyncio")  # they tell of tokens and bodies


def set_up_logging(level: str, *, as_json: bool) -> None:
    number = logging.getLevelNamesMapping()[level.upper()]
    for name in NOISY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    # Tracebacks without local variables: those hold tokens.
    plain = structlog.dev.plain_traceback
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
    )
    structlog.configure(
        processors=shared + last,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        cache_logger_on_first_use=False,
    )
