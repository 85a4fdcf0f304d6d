#!/usr/bin/env python3
"""Tables of docs/solve-measured.md from runs of all rows of the families of published instances.

    solve_table.py keep ROWS.csv SEED FAMILY=SCORED.csv ...   adds the rows of one seed to a file of rows, or replaces them
    solve_table.py table ROWS.csv [HEAD=OTHER.csv ...]         one line of the table for each group of instances
    solve_table.py behind ROWS.csv                             rows with the largest mean gaps of each group
    solve_table.py above ROWS.csv                              values better than a best-known one that is not recalled from memory

SCORED.csv has the columns `instance`, `m`, `value`, `bks`, `gap` and `status` (what is known of the best-known value), a row for each
instance and number of routes, `value` empty where the answer was refused. A file of rows has besides the family and the seed. With several
seeds the mean gap is that of all runs, and the least and the most of the seeds' means are told. OTHER.csv makes one column more: the mean gap
there; where it has a part of the rows only, how many, and what these come to in ROWS.csv.
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


def runs(rows, family, pattern):
    return [r for r in rows if r["family"] == family and re.search(pattern, r["instance"], re.I)]


def mean(some):
    return sum(float(r["gap"]) for r in some) / len(some)


def by_row(some):
    """Answers that were not refused, by instance and number of routes."""
    rows = defaultdict(list)
    for r in some:
        if r["gap"]:
            rows[r["instance"], r["m"]].append(r)
    return rows


def called(row):
    return row["instance"] + (f" m = {row['m']}" if row["m"] and row["family"] == "toptw" else "")


def beside(own, other):
    """Mean gap of the answers of another file; of a part of the rows with what the same rows come to in the first."""
    here, there = by_row(own), by_row(other)
    if not there:
        return ""
    text = f"{mean(sum(there.values(), [])):.3f} %"
    both = sum((here[key] for key in there if key in here), [])
    if len(there) < len(here) and both:
        text += f" ({len(there)} rows; {mean(both):.3f} %)"
    return text


def table(path, others):
    rows, others = read(path), [(head, read(file)) for head, _, file in (word.partition("=") for word in others)]
    print("| family | rows | seeds | mean gap | worst | at best known or better | without recalled values |",
          *(f" {head} |" for head, _ in others), sep="")
    print("|" + "---|" * (7 + len(others)))
    for name, family, pattern in GROUPS:
        own = runs(rows, family, pattern)
        more = "".join(f" {beside(own, runs(other, family, pattern))} |" for _, other in others)
        good = [r for r in own if r["gap"]]
        bad = len(own) - len(good)
        if not good:
            if own or more.strip(" |"):
                print(f"| {name} | {len(own)} | | | | {f'0, {bad} refused' if bad else ''} | |{more}")
            continue
        by_seed = defaultdict(list)
        for r in good:
            by_seed[r["seed"]].append(r)
        means = [mean(some) for some in by_seed.values()]
        spread = f" ({min(means):.3f} to {max(means):.3f})" if len(means) > 1 else ""
        worst = max(good, key=lambda r: float(r["gap"]))
        best = sum(float(r["gap"]) <= 1e-9 for r in good)
        sure = [r for r in good if r["recalled"] == "0"]
        apart = f"{mean(sure):.3f} % ({len(by_row(sure))})" if sure and len(sure) < len(good) else ""
        refused = f", {bad} refused" if bad else ""
        print(f"| {name} | {len(by_row(own))} | {len(means)} | {mean(good):.3f} %{spread} | "
              f"{float(worst['gap']):.3f} % ({called(worst)}) | {best} of {len(good)}{refused} | {apart} |{more}")


def behind(path, most=6, least=0.15):
    rows = read(path)
    for name, family, pattern in GROUPS:
        gaps = [(mean(some), key, some[0]) for key, some in by_row(runs(rows, family, pattern)).items()]
        gaps.sort(key=lambda gap: (-gap[0], gap[1]))
        told = [f"{called(row)} {gap:.2f} %" + (" (recalled)" if row["recalled"] == "1" else "")
                for gap, _, row in gaps[:most] if gap > least]
        if told:
            print(f"- {name}: {', '.join(told)}")


def above(path):
    best = {}
    for r in read(path):
        if r["gap"] and r["recalled"] == "0" and float(r["gap"]) < -1e-9:
            kept = best.setdefault((r["family"], r["instance"], r["m"]), r)
            if float(r["gap"]) < float(kept["gap"]):
                best[r["family"], r["instance"], r["m"]] = r
    print(", ".join(f"{called(r)} {float(r['value']):g}" for _, r in sorted(best.items())))


def main():
    match sys.argv[1:]:
        case ["keep", path, seed, *scored] if scored:
            keep(path, int(seed), scored)
        case ["table", path, *others] if all("=" in word for word in others):
            table(path, others)
        case ["behind", path]:
            behind(path)
        case ["above", path]:
            above(path)
        case _:
            sys.exit(__doc__)


main()
