"""Compare the server with other packages, and write RESULTS.md with its figures and plots: make bench.

    make bench                        all of it
    make bench OPTIONS="--only request --database sqlite --peers safejwt,simplejwt"
    make bench OPTIONS=--report       RESULTS.md and the plots again, from the recorded figures

A run in part prints its tables and writes to build/benchmark/results; only a whole run replaces RESULTS.md.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from comparison import database, instructions, load, machine, wrk
from comparison.options import LOADED, Options, parse
from comparison.places import BUILD, SERVER
from comparison.progress import say
from comparison.report import report
from comparison.timing import facts, timings


def main(options: Options) -> None:
    if not options.report:
        measure(options)
    results = {file.stem: json.loads(file.read_text()) for file in options.folder.glob("*.json")}
    page = report(results)
    if options.is_complete:
        draw(options, results)
        (SERVER / "RESULTS.md").write_text(page)
    print(page)  # noqa: T201
    say(f"done; raw figures in {options.folder}")


def measure(options: Options) -> None:
    for folder in (BUILD, options.folder):
        folder.mkdir(parents=True, exist_ok=True)
    for old in options.folder.glob("*.json"):
        old.unlink()
    write(options, "run", about(options))
    create_databases(options)
    say("what each package refuses is tried")
    write(options, "facts", facts(options))
    measure_parts(options)


def about(options: Options) -> dict[str, Any]:
    now = datetime.now(UTC).strftime("%Y-%m-%d")
    return {
        "date": now,
        "short": options.short,
        "plots": options.is_complete,
        "sizes": vars(options.sizes),
        **machine.described(options.postgres),
    }


def create_databases(options: Options) -> None:
    say("the databases are created")
    # Both kinds of PostgreSQL share their databases.
    kinds = {"sqlite"} | {"postgresql" for kind in options.kinds if kind != "sqlite"}
    kinds |= {"postgresql"} if options.load else set()
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                lambda job: database.create(*job, options.postgres), [(p, k) for p in options.peers for k in kinds]
            )
        )


def measure_parts(options: Options) -> None:
    if options.timed:
        for kind in options.kinds:
            write(options, kind, timings(options, kind))
    if options.instructions:
        advice = instructions.missing()
        say(advice) if advice else write(options, "instructions", instructions.counted(options))
    if options.load and set(options.peers) & set(LOADED):
        advice = wrk.missing()
        say(advice) if advice else write(options, "load", load.loads(options))


def draw(options: Options, results: dict[str, Any]) -> None:
    from comparison import plots  # noqa: PLC0415 - matplotlib takes a second, and a run in part needs none

    plots.draw(results, options.folder)


def write(options: Options, name: str, figures: Any) -> None:
    (options.folder / f"{name}.json").write_text(f"{in_lines(rounded(figures))}\n")


def in_lines(figures: Any, depth: int = 0) -> str:
    """Return JSON with a line for each package."""
    if not isinstance(figures, dict) or depth == 2:
        return json.dumps(figures)
    margin = " " * (depth + 1)
    lines = [f"{margin}{json.dumps(name)}: {in_lines(each, depth + 1)}" for name, each in figures.items()]
    return "{\n" + ",\n".join(lines) + f"\n{' ' * depth}}}"


def rounded(figures: Any) -> Any:
    """Keep a hundredth of a microsecond."""
    if isinstance(figures, dict):
        return {name: rounded(each) for name, each in figures.items()}
    if isinstance(figures, list):
        return [rounded(each) for each in figures]
    return round(figures, 2) if isinstance(figures, float) else figures


if __name__ == "__main__":
    main(parse(sys.argv[1:]))
