"""Every subcommand with its options and an example: what `pilothouse --help` shows."""

from __future__ import annotations

import argparse
from pathlib import Path

from pilothouse import __version__

EXITS = (
    "Exit codes: 0 done; 1 something was found wrong or failed; 2 wrong use or a setting that cannot work."
)
Subcommands = argparse._SubParsersAction  # the standard library gives this type no public name


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="pilothouse",
        description="Pilothouse: the workplace of a project management office.",
        epilog=EXITS,
    )
    top.add_argument("--version", action="version", version=f"pilothouse {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_serve, _worker, _migrate, _demo, _import, _export, _doctor, _user, _verify, _inner):
        add(commands)
    _engine(commands)
    return top


def _engine(commands: Subcommands[argparse.ArgumentParser]) -> None:
    """Listed only: the engine reads its own words, as it needs no installation."""
    commands.add_parser(
        "engine",
        help="schedule, simulate, level, select and value plain files",
        usage="pilothouse engine COMMAND FILE",
        description="The engine by itself, on plain files: `pilothouse engine --help` lists its commands.",
        add_help=False,
    )


def _command(
    commands: Subcommands[argparse.ArgumentParser],
    name: str,
    summary: str,
    example: str,
    *,
    module: str = "",
    for_scripts: bool = True,
) -> argparse.ArgumentParser:
    added = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"Example:\n  {example}\n\n{EXITS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    added.set_defaults(module=module or name)
    if for_scripts:
        added.add_argument("--json", action="store_true", help="print one JSON document instead of sentences")
    return added


def at_least(low: int) -> type[int]:
    """A whole number from `low` up, checked while the command line is read."""

    def number(text: str) -> int:
        value = int(text)
        if value < low:
            raise argparse.ArgumentTypeError(f"must be {low} or more")
        return value

    return number  # type: ignore[return-value]


def _serve(commands: Subcommands[argparse.ArgumentParser]) -> None:
    serve = _command(
        commands,
        "serve",
        "run web server and worker together until Ctrl-C",
        "PORT=8080 DATA_DIR=/srv/pilothouse pilothouse serve --prepare",
        for_scripts=False,
    )
    serve.add_argument(
        "--prepare", action="store_true", help="copy and migrate the data first, fill it when empty"
    )
    serve.add_argument("--no-demo", action="store_true", help="with --prepare: leave an empty database empty")
    serve.add_argument("--no-worker", action="store_true", help="web server only; a worker runs elsewhere")
    serve.add_argument("--workers", type=at_least(1), help="web processes (default: WEB_WORKERS)")


def _worker(commands: Subcommands[argparse.ArgumentParser]) -> None:
    worker = _command(
        commands, "worker", "do the work that follows from writes", "pilothouse worker", for_scripts=False
    )
    worker.add_argument("--once", action="store_true", help="do what is due now, then end")


def _migrate(commands: Subcommands[argparse.ArgumentParser]) -> None:
    migrate = _command(
        commands, "migrate", "bring the database to this version's shape", "pilothouse migrate --check --json"
    )
    migrate.add_argument(
        "--check", action="store_true", help="only say what is pending; exit code 1 when something is"
    )
    migrate.add_argument("--no-backup", action="store_true", help="do not copy the data first")


def _demo(commands: Subcommands[argparse.ArgumentParser]) -> None:
    demo = _command(
        commands,
        "demo",
        "load the demonstration, Northwater Authority, or take it away",
        "pilothouse demo --scale 30 --seed 7",
    )
    demo.add_argument(
        "--scale", type=at_least(1), default=1, help="how many times the usual size (default 1)"
    )
    demo.add_argument("--seed", type=int, default=1, help="same seed, same content (default 1)")
    demo.add_argument("--add", action="store_true", help="load it although the database is not empty")
    demo.add_argument(
        "--remove", action="store_true", help="take it away; asks first what of people's own lies in it"
    )
    demo.add_argument(
        "--mine",
        choices=("keep", "remove"),
        help="with --remove: whether what people added inside it stays, or is removed as well",
    )
    demo.add_argument(
        "--organisation", default="", help="with --remove: what the organisation is called that is there then"
    )


def _import(commands: Subcommands[argparse.ArgumentParser]) -> None:
    imports = _command(
        commands,
        "import",
        "read portfolio files into the landscape",
        "pilothouse import gmpp-2022.csv gmpp-2023.xlsx --as office@example.org --dry-run",
        module="intake",
    )
    imports.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV or XLSX, 25 MB at most")
    imports.add_argument(
        "--as", dest="person", metavar="EMAIL", help="who imports (default: this installation)"
    )
    imports.add_argument(
        "--into", metavar="PLACE", help="import under this place, by name or id (default: the office)"
    )
    imports.add_argument(
        "--mapping", type=Path, metavar="FILE", help="JSON: which column means what, and answers"
    )
    imports.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="answers a question that a file leaves open",
    )
    imports.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")
    imports.add_argument(
        "--errors", type=Path, metavar="FILE", help="write the rows left out here, with the reason"
    )


def _export(commands: Subcommands[argparse.ArgumentParser]) -> None:
    export = _command(
        commands,
        "export",
        "write a register's rows to a file",
        "pilothouse export risks --as office@example.org --format xlsx --output risks.xlsx",
    )
    export.add_argument("what", metavar="REGISTER", help="such as risks; `list` names them all")
    export.add_argument("--as", dest="person", metavar="EMAIL", help="whose view (default: everything)")
    export.add_argument(
        "--format",
        choices=("csv", "xlsx", "json"),
        default="csv",
        help="default csv; json: one row a line",
    )
    export.add_argument(
        "--output", type=Path, metavar="FILE", help="default: standard output, except for xlsx"
    )


def _doctor(commands: Subcommands[argparse.ArgumentParser]) -> None:
    _command(commands, "doctor", "examine this installation and say what to mend", "pilothouse doctor --json")


def _user(commands: Subcommands[argparse.ArgumentParser]) -> None:
    user = _command(
        commands,
        "user",
        "add people, give them a new password, clear a lost second step, close and open their access",
        "pilothouse user add ada@example.org --name 'Ada Byron' --administrator",
    )
    user.add_argument(
        "what", choices=("add", "list", "password", "second-step", "close", "open"), metavar="WHAT"
    )
    user.add_argument("email", nargs="?", metavar="EMAIL", help="whom; left out for `list`")
    user.add_argument("--name", help="with add: the name others see")
    user.add_argument(
        "--administrator", action="store_true", help="with add: administers the whole installation"
    )
    user.usage = (
        "pilothouse user {add,list,password,second-step,close,open} [EMAIL] "
        "[--name NAME] [--administrator] [--json]"
    )


def _verify(commands: Subcommands[argparse.ArgumentParser]) -> None:
    verify = _command(
        commands,
        "verify",
        "check that nobody altered the history",
        "pilothouse verify --anchor 9f2c…",
        module="proof",
    )
    verify.add_argument("--anchor", default="", metavar="HEAD", help="a head published earlier, from the log")


def _inner(commands: Subcommands[argparse.ArgumentParser]) -> None:
    """The two processes that `serve` starts by itself; they are not for people and not listed."""
    web = commands.add_parser("web", description="The web server process of `pilothouse serve`.")
    web.add_argument("--workers", type=at_least(1))
    web.set_defaults(module="web")
    prepare = commands.add_parser("prepare", description="The first steps of `pilothouse serve --prepare`.")
    prepare.add_argument("--no-demo", action="store_true")
    prepare.add_argument("--files-only", action="store_true")
    prepare.set_defaults(module="prepare")
