"""Live pages: a region is rendered once for each change and sent whole to all who watch it."""

from flask import Flask

from blueprints.live.hub import hub
from blueprints.live.regions import region
from blueprints.live.views import bp, live_connect, live_region, live_seen

__all__ = ["bp", "hub", "init_app", "live_connect", "live_region", "live_seen", "region"]


def init_app(app: Flask) -> None:
    app.config.setdefault("STREAM_CAP", 400)
    app.register_blueprint(bp)
    app.add_template_global(live_region)
    app.add_template_global(live_connect)
