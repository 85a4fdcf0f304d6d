#!/usr/bin/env python3
"""Tables of docs/solve-measured.md from runs of all rows of the families of published instances.

    solve_table.py keep ROWS.csv SEED FAMILY=SCORED.csv ...   adds the rows of one seed to a file of rows, or replaces them
    solve_table.py table ROWS.csv                              one line of the table for each group of instances

SCORED.csv has the columns `instance`, `m`, `value`, `bks`, `gap` and `status` (what is known of the best-known value), a row for each
instance and number of routes, `value` empty where the answer was refused. A file of rows has besides the family and the seed. With several
seeds the mean gap is that of all runs, and the least and the most of the seeds' means are told.
"""
import csv, os, re, sys
from collections import defaultdict

COLUMNS = ["family", "instance", "m", "seed", "value", "bks", "gap", "recalled"]
# Name, family, instances.
GROUPS = [
    ("TOPTW, Solomon, m = 1 to 4", "toptw", r"^(c|r|rc)\d"),
    ("TOPTW, Cordeau, m = 1 to 4", "toptw", r"^pr"),
    ("TOP, sets 4 to 7", "top", r""),
    ("VRPTW, Solomon, 100 customers", "vrptw", r"^(c|r|rc)\d{3}$"),
    ("VRPTW, Gehring-Homberger, 200 and 400 customers", "vrptw", r"_[24]_\d+$"),
    ("VRPTW, 1,000 customers", "vrptw", r"_10_\d+$"),
    ("PCVRPTW, 1,000 clients", "pcvrptw", r""),
    ("CARP gdb, val, kshs", "carp", r"^(gdb|val|kshs)"),
    ("CARP egl-e, egl-s", "carp", r"^egl-[es]"),
    ("CARP egl-g", "carp", r"^egl-g"),
    ("CARP C to F", "carp", r"^[C-F]\d"),
    ("MCGRP mggdb, mgval, CBMix", "mcgrp", r"^(mggdb|mgval|cbmix)"),
    ("MCGRP BHW, DI-NEARP", "mcgrp", r"^(bhw|di-nearp)"),
]


def read(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def keep(path, seed, scored):
    rows = {(r["family"], r["instance"], r["m"], int(r["seed"])): r for r in (read(path) if os.path.exists(path) else [])}
    for word in scored:
        family, _, file = word.partition("=")
        for r in read(file):
            known = dict(family=family, instance=r["instance"], m=r["m"], seed=seed, value=r["value"], bks=r["bks"],
                         gap=r["gap"] and f"{float(r['gap']):.4f}", recalled=int("memory" in r["status"]))
            rows[family, r["instance"], r["m"], seed] = known
    with open(path, "w", newline="") as f:
        out = csv.DictWriter(f, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(rows[key] for key in sorted(rows))


def table(path):
    rows = read(path)
    print("| family | rows | seeds | mean gap | worst | at best known or better | without recalled values |")
    print("|---|---|---|---|---|---|---|")
    for name, family, pattern in GROUPS:
        own = [r for r in rows if r["family"] == family and re.search(pattern, r["instance"], re.I)]
        if not own:
            continue
        bad = [r for r in own if not r["gap"]]
        good = [r for r in own if r["gap"]]
        if not good:
            print(f"| {name} | {len(own)} | | | | 0, {len(bad)} refused | |")
            continue
        mean = lambda some: sum(float(r["gap"]) for r in some) / len(some)
        by_seed = defaultdict(list)
        for r in good:
            by_seed[r["seed"]].append(r)
        means = [mean(some) for some in by_seed.values()]
        spread = f" ({min(means):.3f} to {max(means):.3f})" if len(means) > 1 else ""
        worst = max(good, key=lambda r: float(r["gap"]))
        called = worst["instance"] + (f" m = {worst['m']}" if worst["m"] and family == "toptw" else "")
        best = sum(float(r["gap"]) <= 1e-9 for r in good)
        sure = [r for r in good if r["recalled"] == "0"]
        apart = f"{mean(sure):.3f} % ({len(sure)})" if len(sure) < len(good) else ""
        refused = f", {len(bad)} refused" if bad else ""
        print(f"| {name} | {len(own) // max(len(means), 1)} | {len(means)} | {mean(good):.3f} %{spread} | "
              f"{float(worst['gap']):.3f} % ({called}) | {best} of {len(good)}{refused} | {apart} |")


def main():
    match sys.argv[1:]:
        case ["keep", path, seed, *scored] if scored:
            keep(path, int(seed), scored)
        case ["table", path]:
            table(path)
        case _:
            sys.exit(__doc__)


main()
