#!/usr/bin/env python3
"""PyVRP in the place of `xuncha solve`, on published files of two kinds, at an equal limit.

    pyvrp_solve.py solve FILE --kind vrptw|pcvrptw --time-limit 10s [--seed 1] [--threads 1] --out F.json

Reads, rounds and answers as `xuncha solve` does, so that whatever runs and checks that program runs and checks this one. The
limit counts from the call of PyVRP's solver; reading and Python's own start come on top. PyVRP has one thread. Run it with a
Python that has pyvrp (0.14 was used), and for seconds of CPU time with a shim on its clocks.
"""
import argparse, json, os, re, sys

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime


def solomon(path):
    """Distances truncated to one decimal, everything in tenths."""
    numbers = [line.split() for line in open(path)]
    rows = [[int(float(word)) for word in line] for line in numbers if line and re.fullmatch(r"[\d.\s]+", " ".join(line))]
    vehicles, capacity = rows[0]
    rows = rows[1:]
    model = pyvrp.Model()
    places = [model.add_location(x, y) for _, x, y, *_ in rows]
    _, _, _, _, opens, closes, _ = rows[0]
    depot = model.add_depot(places[0])
    model.add_vehicle_type(vehicles, capacity=capacity, start_depot=depot, end_depot=depot, tw_early=10 * opens, tw_late=10 * closes)
    for place, (_, _, _, demand, opens, closes, service) in zip(places[1:], rows[1:]):
        model.add_client(place, delivery=demand, service_duration=10 * service, tw_early=10 * opens, tw_late=10 * closes)
    at = np.array([[x, y] for _, x, y, *_ in rows], dtype=float)
    far = np.floor(10 * np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1)) + 1e-9).astype(int)
    for one, a in enumerate(places):
        for two, b in enumerate(places):
            model.add_edge(a, b, distance=far[one, two], duration=far[one, two])
    return model.data()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("command", choices=["solve"])
    options.add_argument("file")
    options.add_argument("--kind", choices=["vrptw", "pcvrptw"], required=True)
    options.add_argument("--time-limit", default="10s")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--threads")
    options.add_argument("--routes")
    options.add_argument("--format")
    options.add_argument("--out", required=True)
    given = options.parse_args()
    data = solomon(given.file) if given.kind == "vrptw" else pyvrp.read(given.file, round_func="dimacs")
    found = pyvrp.solve(data, MaxRuntime(float(given.time_limit.rstrip("s"))), seed=given.seed, display=False)
    if not found.is_feasible():
        sys.exit("no feasible routes")
    routes = [[{"node": client} for client in clients(route, given.kind)] for route in found.best.routes()]
    answer = {"schema": "xuncha.solution/1", "kind": given.kind, "instance": os.path.basename(given.file),
              "objective": found.cost() / 10, "routes": routes}
    with open(given.out, "w") as out:
        json.dump(answer, out)


def clients(route, kind):
    """Numbers of the file: Solomon's first customer is 1, VRPLIB's 2."""
    first = {"vrptw": 1, "pcvrptw": 2}[kind]
    return [first + visit.idx for visit in route if visit.is_client()]


main()
