"""`runner-intake serve`: the intake in a browser."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Any

import click

from runner_intake.cli.inputs import chosen_pack, chosen_region, pack_option
from runner_intake.cli.streams import echo

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.web.settings import Settings

GRACE_SECONDS = 10
"""How long a page that is being made may take when the server is asked to end."""

EXTRA = "`serve` needs some more packages: pip install 'runner-intake[web]'"

_HELP = """The questions in a browser: on http://127.0.0.1:8000, for this computer only by default.

Answers are kept in memory and deleted at the end. Nothing is sent anywhere. Ctrl-C ends it. All settings can
also be given in a TOML file (--config).
"""


@click.command("serve", help=_HELP)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port.")
@click.option("--config", metavar="FILE", help="A TOML file with settings; options come first.")
@click.option("--name", metavar="TEXT", help="The name of the clinic or club, shown on every page.")
@click.option(
    "--allow-host", "hosts", metavar="NAME", multiple=True, help="Another name that the pages are reached by."
)
@click.option("--base-path", metavar="PATH", help="The path in front of every page, such as /intake.")
@click.option("--kiosk", is_flag=True, default=None, help="For a tablet that goes from hand to hand.")
@click.option("--outbox", metavar="DIR", help="Hand each finished intake in as JSON and HTML in this folder.")
@click.option("--store", metavar="sqlite:FILE", help="Keep answers in this file over a restart.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 32), help="Processes.")
@click.option("--goal", type=click.Choice(["quick", "normal", "complete"]), help="How much is to be settled.")
@click.option("--units", type=click.Choice(["km", "mi"]), help="Distances in kilometres or miles.")
@click.option("--region", metavar="CODE", help="Country code of the help lines to name, such as GB.")
@click.option("--language", metavar="TAG", help="Language at the start, such as de.")
@click.option("--timezone", metavar="ZONE", help="The time zone of training files, such as Europe/London.")
@pack_option
def command(  # noqa: PLR0913  (one parameter an option)
    *,
    host: str,
    port: int,
    config: str | None,
    hosts: tuple[str, ...],
    workers: int,
    pack_folder: str | None,
    **options: object,
) -> None:
    """`runner-intake serve`."""
    try:
        import fastapi  # noqa: F401, PLC0415  (an extra)
        import uvicorn  # noqa: F401, PLC0415  (as above)

        from runner_intake.web.settings import read_settings  # noqa: PLC0415  (as above)
    except ImportError:
        raise click.UsageError(EXTRA) from None
    pack = chosen_pack(pack_folder)
    settings = read_settings(config, {**options, "hosts": hosts or None}, pack)
    if host in ("0.0.0.0", "::") and not settings.hosts:  # noqa: S104  (refused, not opened)
        raise click.UsageError("Say under which name the pages are reached: --allow-host NAME")
    region = settings.region or chosen_region(None, pack) or ""
    settings = settings.model_copy(update={"hosts": (*settings.hosts, host), "region": region})
    _refuse_if_in_use(host, port)
    echo(f"http://{host}:{port}{settings.base_path}/ (Ctrl-C ends it)", aside=True)
    how = {"host": host, "port": port, "access_log": False, "log_level": "warning", "server_header": False}
    how["timeout_graceful_shutdown"] = GRACE_SECONDS
    if workers == 1:
        _serve_alone(settings, pack, how)
    else:
        _serve_together(settings, pack_folder, {**how, "workers": workers})


def _refuse_if_in_use(host: str, port: int) -> None:
    """UsageError where the server cannot listen there; it would only name the error, and no way out."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            way_out = "End the program that uses it, or choose another with --port or --host."
            raise click.UsageError(f"{host}:{port} cannot be used: {error.strerror}. {way_out}") from None


def _serve_alone(settings: Settings, pack: Pack, how: dict[str, Any]) -> None:
    import uvicorn  # noqa: PLC0415  (an extra)

    from runner_intake.web.app import create_app  # noqa: PLC0415  (needs the extra)
    from runner_intake.web.store import MemoryStore  # noqa: PLC0415  (as above)
    from runner_intake.web.worker import log_plainly, store_of  # noqa: PLC0415  (as above)

    log_plainly()
    memory = MemoryStore(settings.kept_seconds, settings.sittings)
    uvicorn.run(create_app(pack, settings, store_of(settings, memory)), **how)


def _serve_together(settings: Settings, pack_folder: str | None, how: dict[str, Any]) -> None:
    """Several processes, and one more that holds what they share."""
    import uvicorn  # noqa: PLC0415  (an extra)
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415  (as above)

    from runner_intake.web.worker import answering_at_once, order_of, start_memory  # noqa: PLC0415  (needs the extra)

    manager = start_memory(settings)
    try:
        os.environ.update(order_of(settings, pack_folder, manager))
        config = uvicorn.Config("runner_intake.web.worker:app", factory=True, **how)
        Multiprocess(config, sockets=[answering_at_once(config.bind_socket())]).run()
    finally:
        manager.shutdown()
