#!/usr/bin/env python3
"""`xuncha matrix` beside routingkit-cch on the same roads, one thread each, in the same hour.

usage: peers_roads.py ROADS.geojson --xuncha BINARY [--points 1000 5000] [--seed 3] [--runs 3] [--junctions]

ROADS is a network with OpenStreetMap tags whose lines share vertices at every crossing (`highway`, `maxspeed`, `oneway`).
Points are random junctions of its largest strongly connected part. Both drive at the lower of `maxspeed` and the dry
speed that xuncha gives to the class, so that the mean times agree (checked to 0.1 %). Processor seconds, the median of
the runs: a busy machine makes waiting, not work. Needs `pip install routingkit-cch numpy scipy`.

What is measured of xuncha is the whole process: reading, mending, ordering, the matrix of seconds *and metres*, and
writing it; its matrix alone is the whole less that of a matrix of two points. What is measured of the peer has no
mending, no metres and no file to write, and begins when its lists are ready. With `--junctions` its nodes are the
junctions and ends of lines alone, which somebody has found for it; else every vertex is one.
"""
import argparse, json, os, random, resource, statistics, subprocess, sys, tempfile, time

import numpy as np
import routingkit_cch as rk
from scipy.sparse import csr_matrix, csgraph

# The dry speeds of src/domain/road.rs by the classes of src/layers/words.rs.
SPEED = {
    "motorway": 90, "trunk": 60, "primary": 55, "secondary": 45, "tertiary": 35, "unclassified": 25,
    "residential": 25, "living_street": 25, "service": 12, "track": 12,
}


def cpu(who=resource.RUSAGE_SELF):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def graph(path, junctions):
    """Nodes, arcs and seconds: every vertex a node, every pair of neighbours an edge; or the stretches between junctions."""
    with open(path, "rb") as file:
        features = json.load(file)["features"]
    lens, speeds, oneway, stops, flat = [], [], [], [], []
    for feature in features:
        course, known = feature["geometry"]["coordinates"], feature["properties"]
        lens.append(len(course))
        speeds.append(min(float(known.get("maxspeed") or 999), SPEED[known["highway"].removesuffix("_link")]))
        oneway.append(known.get("oneway") == "yes")
        stops.append(not known["highway"].startswith("motorway"))
        flat.extend(course)
    place, lens = np.asarray(flat, float), np.asarray(lens)
    whole = np.round((place + [180.0, 90.0]) * 1e7).astype(np.int64)
    _, first, node = np.unique((whole[:, 0] << 32) | whole[:, 1], return_index=True, return_inverse=True)
    begins = np.zeros(len(place), bool)
    begins[np.r_[0, np.cumsum(lens)[:-1]]] = True
    head = np.flatnonzero(~begins)
    tail, way = head - 1, np.repeat(np.arange(len(lens)), lens)[head]
    a, b = np.radians(place[tail]), np.radians(place[head])
    half = np.sin((b - a) / 2) ** 2
    metres = 2 * 6371008.8 * np.arcsin(np.sqrt(half[:, 1] + np.cos(a[:, 1]) * np.cos(b[:, 1]) * half[:, 0]))
    seconds = metres * 3.6 / np.asarray(speeds)[way]
    segments = len(head)
    if junctions:
        ends = begins | np.roll(begins, -1)
        kept = ends | (np.bincount(node)[node] > 1)
        firsts = np.flatnonzero(kept[tail])
        seconds, way, tail = np.add.reduceat(seconds, firsts), way[firsts], tail[firsts]
        head = head[np.r_[firsts[1:] - 1, segments - 1]]
        used = np.unique(node[kept])
        number = np.full(len(first), -1)
        number[used] = np.arange(len(used))
        first, node = first[used], number[node]
    back = ~np.asarray(oneway)[way]
    t, h = node[tail], node[head]
    may_stop = np.ones(len(first), bool)
    for ends in (t, h):
        may_stop[ends[~np.asarray(stops)[way]]] = False
    return {
        "count": len(first), "place": place[first], "tail": np.r_[t, h[back]], "head": np.r_[h, t[back]],
        "seconds": np.r_[seconds, seconds[back]], "segments": segments, "may_stop": may_stop,
    }


def points(net, count, seed):
    """Random junctions from which every other can be reached, and at which a vehicle may stop."""
    matrix = csr_matrix((net["seconds"], (net["tail"], net["head"])), shape=(net["count"],) * 2)
    _, part = csgraph.connected_components(matrix, connection="strong")
    main = np.flatnonzero((part == np.bincount(part).argmax()) & net["may_stop"])
    return random.Random(seed).sample(main.tolist(), count)


def peer(net, chosen):
    """Processor seconds of order and metric, of the matrix, and the mean time."""
    tail, head = net["tail"].tolist(), net["head"].tolist()
    weight = np.maximum(1, np.round(net["seconds"] * 1000)).astype(int).tolist()
    y, x = net["place"][:, 1].tolist(), net["place"][:, 0].tolist()
    start = cpu()
    order = rk.compute_order_inertial(net["count"], tail, head, y, x)
    hierarchy = rk.CCH(order, tail, head, False)
    metric = rk.CCHMetric(hierarchy, weight)
    prepared = cpu()
    one_to_many, total = rk.CCHOneToMany(metric, chosen), 0
    for origin in chosen:
        total += sum(one_to_many.distances_from(origin))
    done = cpu()
    return prepared - start, done - prepared, total / len(chosen) ** 2 / 1000


def ours(binary, roads, net, chosen, folder):
    """Processor and wall seconds of the whole process, and the mean time."""
    features = [
        {"type": "Feature", "properties": {"id": str(number)},
         "geometry": {"type": "Point", "coordinates": net["place"][node].tolist()}}
        for number, node in enumerate(chosen)
    ]
    source, out = os.path.join(folder, "points.geojson"), os.path.join(folder, "matrix.bin")
    with open(source, "w") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)
    before, wall = cpu(resource.RUSAGE_CHILDREN), time.time()
    said = subprocess.run(
        [binary, "matrix", roads, source, "--format", "bin", "--out", out, "--threads", "1"],
        capture_output=True, text=True,
    )
    used, wall = cpu(resource.RUSAGE_CHILDREN) - before, time.time() - wall
    if said.returncode:
        sys.exit(said.stderr)
    matrix = np.fromfile(out, "<u4").reshape(2, len(chosen), len(chosen))[0]
    if (matrix == 2**32 - 1).any():
        sys.exit("a pair without a way")
    return used, wall, float(matrix.mean())


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("roads")
    asked.add_argument("--xuncha", required=True)
    asked.add_argument("--points", type=int, nargs="+", default=[1000, 5000])
    asked.add_argument("--seed", type=int, default=3)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--junctions", action="store_true")
    asked = asked.parse_args()
    start = cpu()
    net = graph(asked.roads, asked.junctions)
    read = cpu() - start
    print(f"{net['segments']} segments, {net['count']} nodes; the peer's lists took {read:.2f} s to make in Python (numpy)")
    middle = statistics.median
    with tempfile.TemporaryDirectory() as folder:
        for count in asked.points:
            chosen = points(net, count, asked.seed)
            base, whole, prepare, matrix = [], [], [], []
            for _ in range(asked.runs):
                base.append(ours(asked.xuncha, asked.roads, net, chosen[:2], folder)[0])
                used, _, mean = ours(asked.xuncha, asked.roads, net, chosen, folder)
                whole.append(used)
                made, driven, peer_mean = peer(net, chosen)
                prepare.append(made)
                matrix.append(driven)
            base, whole, prepare, matrix = middle(base), middle(whole), middle(prepare), middle(matrix)
            alone, differ = whole - base, abs(mean / peer_mean - 1)
            print(json.dumps({
                "points": count, "runs": asked.runs,
                "xuncha": {"read_mend_prepare": round(base, 3), "matrix": round(alone, 3), "whole": round(whole, 3)},
                "routingkit_cch": {"prepare": round(prepare, 3), "matrix": round(matrix, 3)},
                "peer_over_xuncha": {
                    "prepare": round(prepare / base, 1), "matrix": round(matrix / alone, 1),
                    "whole": round((prepare + matrix) / whole, 1),
                },
                "mean_s": [round(mean, 2), round(peer_mean, 2)], "means_differ_percent": round(100 * differ, 4),
                "load": round(os.getloadavg()[0], 1),
            }), flush=True)
            if differ > 0.001:
                sys.exit("the mean times differ by more than 0.1 %")


if __name__ == "__main__":
    main()
