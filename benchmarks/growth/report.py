"""RESULTS.md from the figures of a run, and what is short of its goal. Pure."""

from typing import Any

from figures import ratio

MOST_GROWTH, MOST_MEGABYTES, MOST_MS = 1.5, 120, 100

Figures = dict[str, Any]


def missed(figures: Figures) -> list[str]:
    """What is short of its goal. A ratio of times counts only where it exceeds the noise of its measurement."""
    return [*_slow_actions(figures), *_faults_of_purge(figures["purge"])]


def report(figures: Figures) -> str:
    machine, options = figures["machine"], figures["options"]
    return TEMPLATE.format(
        date=figures["date"],
        minutes=figures["minutes"],
        words=" ".join(_words(options)),
        **machine,
        repetitions=figures["repetitions"],
        index=_index(figures),
        growth=MOST_GROWTH,
        actions="\n".join(_action_rows(figures)),
        processor="\n".join(_processor_rows(figures)),
        sizes="\n".join(_size_rows(figures)),
        rotation_count=options["rotations"],
        rotated=figures["rotations"][0]["rows"],
        rotations="\n".join(_rotation_rows(figures["rotations"])),
        purge="\n".join(_purge_rows(figures["purge"])),
        megabytes=MOST_MEGABYTES,
        milliseconds=MOST_MS,
        verdict="\n".join(f"- {fault}" for fault in missed(figures)) or "All goals are met.",
    )


def _slow_actions(figures: Figures) -> list[str]:
    found = []
    for name, sizes in figures["actions"].items():
        base = next(iter(sizes.values()))
        for alias, times in sizes.items():
            for percentile in ("p50", "p99"):
                growth = ratio(times["call"][percentile], base["call"][percentile])
                if growth > MOST_GROWTH * base["noise"][percentile]:
                    found.append(f"{name}, {_rows(figures, alias)} rows: {percentile} is {growth:.2f} x the smallest")
            for kind, value in times["processor"].items():
                growth = ratio(value, base["processor"][kind])
                if growth > MOST_GROWTH:
                    found.append(f"{name}, {_rows(figures, alias)} rows: the {kind} takes {growth:.2f} x the smallest")
    return found


def _faults_of_purge(purge: Figures) -> list[str]:
    found = []
    if purge["megabytes"] > MOST_MEGABYTES:
        found.append(f"purge: {purge['megabytes']:.0f} MB of memory")
    if purge["beside"]["statements"]["over_in_postgresql"]:
        found.append(f"purge: a statement of a refresh took more than {MOST_MS} ms in PostgreSQL")
    return found


def _words(options: Figures) -> list[str]:
    """The options as they are written in a shell."""
    words = [f"--rows {','.join(str(rows) for rows in options['rows'])}"]
    words += [f"--{name} {options[name]}" for name in ("repetitions", "expired", "rotations")]
    return words + ["--add-index"] * options["add_index"]


def _index(figures: Figures) -> str:
    there = "There is an index" if figures["has_index"] else "There is no index"
    return f"{there} on `expires_at`{' (added for comparison)' if figures['options']['add_index'] else ''}."


def _action_rows(figures: Figures) -> list[str]:
    found = []
    for name, sizes in figures["actions"].items():
        base = next(iter(sizes.values()))
        for alias, times in sizes.items():
            cells = [name, _rows(figures, alias)]
            for kind in ("call", "statements"):
                for percentile in ("p50", "p99"):
                    value = times[kind][percentile]
                    cells += [f"{value:.2f}", f"{ratio(value, base[kind][percentile]):.2f}"]
            found.append(_row([*cells, f"{times['noise']['p50']:.2f} / {times['noise']['p99']:.2f}"]))
    return found


def _processor_rows(figures: Figures) -> list[str]:
    found = []
    for name, sizes in figures["actions"].items():
        base = next(iter(sizes.values()))["processor"]
        for alias, times in sizes.items():
            cells = [name, _rows(figures, alias)]
            for kind, value in times["processor"].items():
                cells += [f"{value:.3f}", f"{ratio(value, base[kind]):.2f}"]
            found.append(_row(cells))
    return found


def _size_rows(figures: Figures) -> list[str]:
    found = []
    for alias, size in figures["sizes"].items():
        reads, rows = figures["reads"][alias], size["rows"]
        hit = ratio(reads["hit"], reads["hit"] + reads["read"])
        cells = [_rows(figures, alias), *(f"{size[name] / 1e6:,.1f}" for name in ("table", "indexes", "users"))]
        cells += [f"{(size['table'] + size['indexes']) / rows:.0f}", f"{hit:.1%}", f"{reads['disk'] / 1e6:.1f}"]
        found.append(_row([*cells, f"{size['hot']:.1%}", f"{size['wal_per_refresh']:,.0f}"]))
    return found


def _rotation_rows(rotations: list[Figures]) -> list[str]:
    found = []
    for each in rotations:
        title = f"{'with' if each['index'] else 'without'}{' (this version)' if each['is_of_product'] else ''}"
        cells = [title, f"{each['hot']:.1%}"]
        for name in ("table", "indexes"):
            cells.append(f"{each['before'][name] / 1e6:.1f} → {each['after'][name] / 1e6:.1f}")
        found.append(_row([*cells, f"{each['wal'] / 1e6:.0f}", f"{each['wal'] / each['rotations']:.0f}"]))
    return found


def _purge_rows(purge: Figures) -> list[str]:
    rows = []
    for title, figures in (("no purge", purge["without"]), ("purge", purge["beside"])):
        refreshes, statements = figures["refreshes"], figures["statements"]
        cells = [title, f"{refreshes['number']:,}", *(f"{refreshes[name]:.1f}" for name in ("p50", "p99", "longest"))]
        cells += [f"{statements['longest']:.1f}", statements["over"], statements["over_in_postgresql"]]
        rows.append(_row([*cells, figures["lock_waits"]]))
    summary = f"{purge['seconds']:.0f} s, {purge['batches']:,} batches, at most {purge['megabytes']:.0f} MB of memory."
    return [f"{purge['summary']} It took {summary}", "", PURGE_HEAD, *rows]


def _rows(figures: Figures, alias: str) -> str:
    return f"{figures['sizes'][alias]['rows']:,}"


def _row(cells: list[Any]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


PURGE_HEAD = """\
| | refreshes | p50, ms | p99 | longest | longest statement, ms | statements over 100 ms | without their queue for a processor | waits for a lock over 100 ms |
|---|---|---|---|---|---|---|---|---|"""

TEMPLATE = """# What grows with the number of sessions

`make bench-growth` writes this page from `results.json`. This is the run of {date} with the options

    {words}

It took {minutes:.0f} minutes with PostgreSQL {postgresql} and Python {python} on one machine with
{cores} cores. The load of the machine was {load[0]:.0f} at the start and {load[1]:.0f} at the end: where it exceeds
the cores, compare ratios and not times. PostgreSQL has `shared_buffers` of {shared_buffers}, and it does
not wait for the disk at a commit (`fsync` and `synchronous_commit` are off). {index}

{verdict}

## The actions of a request
Each action is the function of the package that the view calls, without HTTP: `sessions.check`,
`sessions.rotate`, `sessions.active_sessions` and `sessions.end`. The *first use* is the check of an access
token that a refresh has issued, which writes. Each action runs {repetitions:,} times for each size, with random
sessions that are used once. All sizes take turns, so noise hits all alike. There is one user for four
sessions. The goal is {growth} times the smallest at most.

Times are milliseconds, and *ratio* is to the smallest. *In statements* is the part that the database
takes. *Noise* is the ratio of p50 and p99 between two halves of the same measurement.

| action | sessions | p50 | ratio | p99 | ratio | in statements: p50 | ratio | p99 | ratio | noise |
|---|---|---|---|---|---|---|---|---|---|---|
{actions}

The mean of the processor time in milliseconds. Other work on the machine changes it less than the
times above, and for all sizes alike. The application is this process, without a view. The database is the
process of its connection.

| action | sessions | application | ratio | database | ratio |
|---|---|---|---|---|---|
{processor}

## What is in memory
Sizes are MB after the rows were made and vacuumed, indexes included where they are not named. *Per row*
is the bytes of a session with its indexes. *Found* is the share of the blocks that PostgreSQL found in
its own memory during the actions. The others came from the cache of the system, except for the MB
in *disk*. *HOT* is the share of the updates that changed no index: one of each refresh, and one of
each first use. *WAL* is the bytes for a refresh and the first use of its token, of random sessions right
after a checkpoint, when nearly each page goes to the WAL in full.

| sessions | table | its indexes | users | per row | found | disk | HOT | WAL |
|---|---|---|---|---|---|---|---|---|
{sizes}

## {rotation_count:,} rotations of {rotated:,} sessions
The package's own UPDATE, one transaction for each, of random sessions. Sizes are MB before and after.
WAL is in MB, and in bytes for one rotation.

| index on `expires_at` | HOT | table | indexes | WAL | per rotation |
|---|---|---|---|---|---|
{rotations}

## Purge
`safejwt_purge`, while another process refreshes with two threads, each time with a rotation. The goal
is {megabytes} MB of memory, and no statement over {milliseconds} ms.

{purge}
"""
