"""The web server. What differs between places comes from the environment (.env.example); what is
set here says why, and what is not is gunicorn's default."""

import ctypes
import gc
import os
import resource
from contextlib import suppress
from multiprocessing import Value
from socket import socket
from threading import Thread
from typing import Any

from gunicorn import util

wsgi_app = "app:create_app()"  # so that no command line has to repeat it
# This machine alone by default: outside stands a proxy with the certificate.
bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"

# Every live stream holds a thread, so streams are capped and a reserve is left for pages. Threads
# are made when first needed. The other connections are kept-alive ones between two requests.
# gevent instead makes no thread of a stream: for rooms with more than about 500 screens.
stream_cap = int(os.environ.get("STREAM_CAP") or 400)
worker_class = os.environ.get("WEB_WORKER_CLASS") or "gthread"
# Processes, about one a core; more than one, so that a reload or a crash leaves somebody serving.
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = stream_cap + 16  # pages take milliseconds: 16 at once are hundreds a second
worker_connections = threads + 600

# A worker that cannot open one more file dies in accept(), and shells allow only 1024.
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
_wanted = max(_soft, 4 * worker_connections)
resource.setrlimit(
    resource.RLIMIT_NOFILE,
    (_wanted if _hard == resource.RLIM_INFINITY else min(_wanted, _hard), _hard),
)

keepalive = 5  # longer than the 2 s between two polls, else the server hangs up as a poll arrives
# Streams end as soon as others can serve them; when everything stops, at once.
graceful_timeout = 10
timeout = 60  # a worker that does not even tick for so long is hung, and replaced
# A request leaves little garbage in circles, and looking for it after every 700th thing, as Python
# does by default, took a tenth of a page's time.
YOUNG = 10_000
# glibc gives hundreds of threads a dozen heaps, and each keeps what was once needed in it: a third
# of what a stream takes. Python lets one thread work at a time anyway.
M_ARENA_MAX = -8  # of malloc.h
preload_app = False  # the database watcher and its connection belong to one process
# It would be written into the home directory, which a service may not have.
control_socket_disable = True

errorlog = "-"  # to stderr: journal or engine keep it, and turn it over
accesslog = None  # who opened the ballot or the report form at what minute is nobody's business
# gunicorn's own idea of a trusted proxy (wsgi.url_scheme) is the app's.
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES", "")


_close_graceful = util.close_graceful


def _close_aside(connection: socket) -> None:
    """gthread waits up to 2 s for the other side to hang up, in the one thread that accepts: a few
    sleeping tablets would stop the site, and the worker could not end."""
    Thread(target=_close_graceful, args=(connection,), daemon=True).start()


class Handover:
    """What the workers of one master tell each other: the old ones keep their streams until the
    new ones, who take seconds to load the app, are ready for them."""

    def __init__(self) -> None:
        self.reloads = Value("i", 0)
        self.ready = Value("i", 0)  # workers made since the last reload


def on_starting(server: Any) -> None:
    server.handover = Handover()


def on_reload(server: Any) -> None:
    server.handover.ready.value = 0
    server.handover.reloads.value += 1


def pre_fork(server: Any, worker: Any) -> None:
    """Choose a core for it: the one that the fewest have, where every core gets a worker. Python's
    threads of one process run one at a time, and on several cores they wake each other for it, ten
    times for each page, which is a third of its time."""
    worker.core = None
    with suppress(AttributeError):  # another system has no such call
        cores = sorted(os.sched_getaffinity(0))
        if worker_class == "gthread" and workers >= len(cores):
            taken = [one.core for one in server.WORKERS.values()]
            worker.core = min(cores, key=taken.count)


def post_fork(server: Any, worker: Any) -> None:
    """The app comes next, and stays: to look through it for garbage while it is loaded takes a
    quarter of that time."""
    gc.disable()
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
    worker.handover = server.handover
    worker.born = server.handover.reloads.value


def post_worker_init(worker: Any) -> None:
    """Give the streams their worker, so that they end when it stops."""
    from sqlalchemy.orm import configure_mappers

    from blueprints.live import hub

    if worker.core is not None:  # not before: while the app is loaded, others serve
        with suppress(OSError):
            os.sched_setaffinity(0, {worker.core})
    configure_mappers()  # or the first who asks would wait for it
    gc.freeze()
    gc.set_threshold(YOUNG)
    gc.enable()
    util.close_graceful = _close_aside
    hub.serve(worker, lambda: _is_relieved(worker))
    with worker.handover.ready.get_lock():
        worker.handover.ready.value += 1


def _is_relieved(worker: Any) -> bool:
    """Whether nobody comes after it, or who comes is ready."""
    handover = worker.handover
    return handover.reloads.value == worker.born or handover.ready.value >= workers
