"""The command line: the one place that composes everything. Commands load only when they are used."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from runner_intake.cli.streams import echo, set_up
from runner_intake.errors import IntakeError
from runner_intake.text.catalogue import ENGLISH

DONE, BUG, USAGE, CHECK_SAYS_NO, BAD_INPUT, LEFT = 0, 1, 2, 3, 65, 130

_COMMANDS = {
    "ask": "Answer the questions here in the terminal and read the result.",
    "assess": "The result for a file of answers (YAML or JSON; - for standard input).",
    "batch": "The results for a file of many runners (CSV, Parquet, NDJSON).",
    "check": "Prove things about a rule pack: dead rules, unreachable levels, gaps, promises not kept.",
    "data": "Your saved answers on this computer: where, export, delete.",
    "diff": "What a new version of a rule pack changes: safety first, then scores, steps and people.",
    "explain": "Why a result is what it is, rule by rule, and what would change it.",
    "export": "For other programs: the questions, the form of answers and results, FHIR, XLSForm.",
    "import": "Answers that another program has taken down, such as a FHIR response.",
    "next": "The question to ask next for a goal, and why.",
    "report": "A page about a result, to print or to hand over: HTML, Markdown, text, PDF.",
    "rules": "The rules: list, show, schema, test, new, translate, docs, sheet.",
    "serve": "The questions in a browser, on this computer or on a clinic's tablet; a JSON API for apps.",
    "training": "What your watch or app has recorded, and the answers that it proposes.",
}


_MODULES = {"import": "importing"}
"""Commands whose names are words of Python, and their modules."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What goes wrong with the place one writes to, and is no bug."""

FEW_COLLECTIONS = 200_000
"""Nearly all that is loaded at the start stays, some 50 000 objects. Looking for garbage in it every 700
objects, as usual, only costs time.
"""


class _LazyGroup(click.Group):
    """Knows every command's name and first line; imports a command only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (as click calls it)
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (as click calls it)
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"{__name__}.{_MODULES.get(cmd_name, cmd_name)}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (as click calls it)
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


_HELP = """An intake for runners: safety first, then what comes before needling, then acupuncture by match and
evidence.

Without a command it asks the questions, if this is a terminal. The result goes to standard output, everything
else to standard error. It is no diagnosis and uses no network.
"""


@click.group(
    cls=_LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_HELP,
)
@click.version_option(package_name="runner-intake", message="runner-intake %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """`runner-intake`."""
    if ctx.invoked_subcommand is None:
        if not is_interactive():
            echo(ctx.get_help(), aside=True)
            ctx.exit(USAGE)
        command = cli.get_command(ctx, "ask")
        assert command is not None
        ctx.invoke(command)


def is_interactive() -> bool:
    """Whether questions can be asked: standard input and standard error are both terminals."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def is_simple_terminal() -> bool:
    """Whether the terminal calls itself simple (TERM is dumb, or not there), or ACCESSIBLE is set."""
    return os.environ.get("TERM", "dumb") in ("", "dumb") or os.environ.get("ACCESSIBLE", "") not in ("", "0")


def main() -> NoReturn:
    """Runs the command line. No traceback reaches the user, and no answer reaches a message of ours."""
    gc.set_threshold(FEW_COLLECTIONS)
    set_up()
    try:
        code = cli.main(prog_name="runner-intake", standalone_mode=False)
    except IntakeError as error:
        for line in error.call_now():
            echo(f"{line}\n", aside=True)
        for problem in error.problems:
            echo(problem.for_screen(), aside=True)
        if error.more:
            echo(ENGLISH("problems_first", listed=len(error.problems)), aside=True)
        echo(ENGLISH.count("problems", len(error.problems) + error.more), aside=True)
        _leave(BAD_INPUT)
    except click.ClickException as error:
        message = io.StringIO()
        error.show(message)
        echo(message.getvalue(), aside=True, end="")
        _leave(error.exit_code)
    except (KeyboardInterrupt, click.Abort, EOFError):
        echo(ENGLISH("left"), aside=True)
        _leave(LEFT)
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # the reader of the pipe has gone; nothing is left to say
        _leave(DONE)
    except OSError as error:
        echo(_error_words(error), aside=True)
        _leave(BAD_INPUT)
    except Exception as error:  # noqa: BLE001  (the last stop before the user)
        _leave_with_bug(error)
    _leave(code if isinstance(code, int) else DONE)


def _error_words(error: OSError) -> str:
    """What the system refused, where, and what to do about it."""
    why = error.strerror or type(error).__name__
    if error.filename is None or error.errno in NO_ROOM:
        return ENGLISH("cannot_write", why=why)
    return ENGLISH("cannot_use", why=why, path=error.filename)


def _leave_with_bug(error: BaseException) -> NoReturn:
    echo(ENGLISH("bug", where=_where(error)), aside=True)
    _leave(BUG)


def _where(error: BaseException) -> str:
    """The kind of an error and the place in our code, without its text: that could hold an answer."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f" at {os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno}" if frame else ""  # noqa: PTH119
    return f"{type(error).__name__}{place}"


def _leave(code: int) -> NoReturn:
    try:
        sys.stdout.flush()
    except OSError:  # nobody reads on, or there is no room; that was said before
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    gc.freeze()  # the memory goes back as a whole, so the usual last search for garbage would find it nothing
    sys.exit(code)
