"""A page's live regions, the stream that keeps them current, and the poll when there is none."""

import socket
import weakref
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, abort, g, request, url_for
from markupsafe import Markup, escape

from blueprints.access import Stranger, identity, public
from blueprints.live.hub import hub
from blueprints.live.regions import Snapshot, Spot, spot

bp = Blueprint("live", __name__)

REGIONS_PER_STREAM = 12
UNSENT_FOR = 5000  # ms until a tablet that went to sleep loses its thread
FRESH = {"Cache-Control": "no-store"}
NOBODY = Stranger()


@bp.get("/live")
@public
def stream() -> Response:
    """`?on=board.all@5&on=…`: each region now if it is not at that version, then every change."""
    seen = _asked_for()
    watcher = hub.watcher
    connection = request.environ.get("gunicorn.socket")
    protocol = request.environ.get("SERVER_PROTOCOL", "")
    who = identity()
    listener = watcher.join(seen, who.session_id if who else None, connection, protocol)
    if listener is None:
        return Response(status=503, headers={**FRESH, "Retry-After": "10"})
    response = Response(
        watcher.chunks(listener),
        mimetype="text/event-stream",
        headers={**FRESH, "X-Accel-Buffering": "no"},
    )
    weakref.finalize(response, watcher.leave, listener)  # even of one that is never sent
    response.call_on_close(lambda: watcher.leave(listener))
    _give_up_on_sleepers(connection)
    return response


@bp.get("/live/<name>/<key>")
@public
def poll(name: str, key: str) -> Response:
    """The region, or nothing (204) while it is still what `?seen=5` has shown."""
    place = _admitted(f"{name}.{key}")
    snapshot = hub.snapshot(place, seen=request.args.get("seen", type=int))
    if snapshot is None:
        return Response(status=204, headers=FRESH)
    headers = {**FRESH, "X-Version": str(snapshot.version)}
    return Response(snapshot.html, headers=headers)


def live_region(name: str, key: object, **attrs: object) -> Markup:
    """The element of a region in a page, current and ready to be replaced."""
    shot = _shot(f"{name}.{key}")
    more = "".join(
        f' {escape(attr.rstrip("_").replace("_", "-"))}="{escape(value)}"'
        for attr, value in attrs.items()
    )
    url = url_for("live.poll", name=name, key=key)
    return Markup(
        f'<div id="live-{name}-{key}" sse-swap="{name}.{key}" data-poll="{escape(url)}"'
        f' data-version="{shot.version}"{more}>{shot.html}</div>'
    )


def live_connect(*ids: str, also: str = "") -> Markup:
    """The attributes of an element around regions: one stream for all of them, and for `also`,
    a region with the version that the page shows."""
    seen = [live_seen(one) for one in ids] + ([also] if also else [])
    assert len(seen) <= REGIONS_PER_STREAM, "the stream would not be found"
    url = Markup("&amp;").join(Markup("on={}").format(one) for one in seen)
    at = url_for("live.stream")
    return Markup('hx-ext="sse" sse-connect="{}?{}" sse-close="crowded"').format(at, url)


def live_seen(region_id: str) -> str:
    """`board.all@5`: a region, and at which version the page shows it."""
    return f"{region_id}@{_shot(region_id).version}"


def _shot(region_id: str) -> Snapshot:
    """One look at each region in a request, however often the page mentions it."""
    shots: dict[str, Snapshot] = g.setdefault("live_shots", {})
    if region_id not in shots:
        shots[region_id] = hub.snapshot(_admitted(region_id))
    return shots[region_id]


def _admitted(region_id: str) -> Spot:
    place = spot(region_id, request.root_path)
    if place is None or not place.region.admits(identity() or NOBODY, place.key):
        abort(404)
    return place


def _asked_for() -> dict[Spot, int]:
    """What to send, and the versions seen: as the page had them, or as the last event left them."""
    wanted = [item.partition("@")[::2] for item in request.args.getlist("on")]
    if not 0 < len(wanted) <= REGIONS_PER_STREAM:
        abort(404)
    last = request.headers.get("Last-Event-ID", "")
    later = dict(item.partition("@")[::2] for item in last.split(","))
    return {_admitted(one): _version(later.get(one, version)) for one, version in wanted}


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1


def _give_up_on_sleepers(connection: Any) -> None:
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if connection is not None and option is not None:
        with suppress(OSError):  # a unix socket of a proxy knows no such thing
            connection.setsockopt(socket.IPPROTO_TCP, option, UNSENT_FOR)
