"""The AFAS simulator beside the gateway: a process of its own that never outlives us."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

ENDS_WITHIN_SECONDS = 5


@contextmanager
def beside(run: Callable[[], None]) -> Iterator[BaseProcess]:
    # Forked, not started anew: it is there at once. Nothing of ours runs in threads yet.
    child = multiprocessing.get_context("fork").Process(target=_live, args=(run,))
    child.start()
    try:
        yield child
    finally:
        child.terminate()
        child.join(ENDS_WITHIN_SECONDS)
        if child.is_alive():
            child.kill()
            child.join()


def _live(run: Callable[[], None]) -> None:
    os.setsid()  # Ctrl-C is for the parent, who ends us when the gateway no longer needs us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # not as the parent takes it
    threading.Thread(target=_die_with_the_parent, daemon=True).start()
    run()


def _die_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
