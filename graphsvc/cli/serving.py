"""The command that opens the HTTP door."""

from __future__ import annotations

import ipaddress
import logging
import signal
import sys
from typing import Annotated

import typer

from graphsvc.cli.opening import Json, Lang, app, house_and_voice
from graphsvc.domain.errors import InputError


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="本机地址 · loopback address")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口 · port")] = 8000,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """打开网页和接口 · serve pages and the HTTP interface"""
    import structlog
    import uvicorn

    from graphsvc.api.app import create_app
    from graphsvc.api.arriving import PatientProtocol
    from graphsvc.api.watching import DiscreetLines

    if not _is_loopback(host):
        raise InputError("not_loopback", host=host)
    house, voice = house_and_voice(lang, json)
    PatientProtocol.head_seconds = house.settings.upload_idle_seconds
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(DiscreetLines(logging.BASIC_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[lines])
    config = uvicorn.Config(
        create_app(house), host=host, port=port, log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=10, h11_max_incomplete_event_size=65_536, http=PatientProtocol,
    )  # fmt: skip
    voice.say(
        f"打开 http://{_written(host)}:{port}/ ，Ctrl+C 结束。",
        f"Open http://{_written(host)}:{port}/ ; Ctrl+C ends it.",
    )
    server = uvicorn.Server(config)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # while it runs the server hears it; raised again at the end
    server.run()
    if not server.started:
        raise InputError("cannot_listen", host=host, port=port)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
