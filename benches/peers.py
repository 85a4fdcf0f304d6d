#!/usr/bin/env python3
"""Ours beside PyVRP, OR-Tools, VROOM and vrp-cli on county instances, at equal CPU budgets, one thread each.

    peers.py run --peers DIR --data DIR [--ours BIN] --out F.csv [--names A,B] [--budgets 1,10,60] [--seeds 1] [--only P,Q]
    peers.py table F.csv ...
    peers.py corridors BASE OUT --corridors N     points of BASE joined in pairs to corridors
    peers.py mixed INSTANCE OUT                   an instance in the format of `xuncha solve --kind mixed`

--peers is the folder that holds `optimisers.py` (one `run_NAME` for each peer), `check.py` and `cpuclock.c`; --data the
folder of the instances that its `gen_instance.py` writes (`NAME.json`, `NAME.npy`). Run it with the Python that has numpy,
pyvrp, ortools and pyvroom; vrp-cli is run when the variable VRP_CLI names it. The shim `cpuclock.c` is compiled with gcc and
loaded into every program that runs, ours too, so that a second of the limit is a second of its CPU time whatever else the
machine does. A peer's limit counts from the call of its solver; ours from the start of the program, reading included.

Every answer is scored by the peers' `check.py`, and here for corridors served in both directions; what a program says about
itself is not used. An instance with `corridors` holds each as two points that exclude each other, one for a direction: the
matrix leads to its entry and away from its exit. PyVRP takes them as a group of which at most one is visited, OR-Tools as a
disjunction, vrp-cli as two places of one job. VROOM has nothing of the kind and is offered one direction of each.
"""
import argparse, csv, json, os, random, resource, subprocess, sys, tempfile, time

COLUMNS = ["instance", "program", "budget", "seed", "prize", "share", "visited", "travel", "feasible", "wall", "cpu",
           "peak_mb", "load", "error"]
# Weight of a priority point against a second of travel, as the peers' own comparison sets them.
OPTIONS = {"pyvrp": {"K": "1000"}, "ortools": {"K": "300"}}
SEEDED = {"ours", "pyvrp", "vrpcli"}


def load(peers, path):
    sys.path.insert(0, peers)
    import check
    return check.load(path)


# ---- instances ---------------------------------------------------------------------------------------------------------

def corridors(base, out, number, seed):
    """The last 2N points of BASE become N corridors between near ones: worth what both are, driven at half the speed."""
    import numpy as np
    d, rng = json.load(open(base + ".json")), random.Random(seed)
    matrix, depots = np.load(base + ".npy"), d["depots"]
    kept = len(d["points"]) - 2 * number
    free, pairs = list(range(kept, len(d["points"]))), []
    while free:
        one = free.pop(0)
        two = min(free, key=lambda p: (matrix[depots + one, depots + p] + matrix[depots + p, depots + one], p))
        free.remove(two)
        pairs.append((one, two))
    enter, leave = list(range(depots + kept)), list(range(depots + kept))
    points, twins = d["points"][:kept], []
    for one, two in pairs:
        a, b = d["points"][one], d["points"][two]
        prio = min(100, a["prio"] + b["prio"])
        twins.append([len(points), len(points) + 1])
        drive = max(matrix[depots + one, depots + two], matrix[depots + two, depots + one])
        for p, q, first in ((one, two, a), (two, one, b)):
            enter.append(depots + p)
            leave.append(depots + q)
            points.append({"prio": prio, "service": 300 + 2 * int(drive), "tw": a["tw"], "lon": first["lon"], "lat": first["lat"]})
    both = matrix[np.ix_(leave, enter)]
    np.fill_diagonal(both, 0)
    np.save(out + ".npy", both)
    order = {"name": os.path.basename(out), "depots": depots, "points": points, "shifts": d["shifts"], "corridors": twins,
             "total_prio": sum(p["prio"] for p in points) - sum(points[t[1]]["prio"] for t in twins)}
    json.dump(order, open(out + ".json", "w"))
    print(out, "points", kept, "corridors", number, "prize", order["total_prio"])


def mixed(d, out):
    """Writes an instance in our format; gives for every job the point of each of its modes."""
    matrix, depots = d["M"], d["depots"]
    twin = {a: b for a, b in d.get("corridors", [])}
    second = set(twin.values())
    lines, jobs = ["xuncha.mixed/1"], []
    for s in d["shifts"]:
        lines.append("shift %d %d %d %d %d" % (s["day"], s["start"], s["end"], s["depot"], s["depot"]))
    for p, q in enumerate(d["points"]):
        if p in second:
            continue
        jobs.append([p] + ([twin[p]] if p in twin else []))
        lines.append("job %d optional 0 %d 0" % (q["prio"], q["service"]))
        # A direction of a corridor is a node that is entered at one end and left at the other.
        lines += ["mode %d %d" % (depots + x, depots + x) for x in jobs[-1]]
        if q["tw"]:
            lines.append("window %d %d" % tuple(q["tw"]))
    for node, row in enumerate(matrix.tolist()):
        lines.append("times %d %s" % (node, " ".join(map(str, row))))
    with open(out, "w") as f:
        f.write("\n".join(lines) + "\n")
    return jobs


# ---- programs ----------------------------------------------------------------------------------------------------------

def run_ours(d, budget, seed, exe, folder):
    jobs = mixed(d, folder + "/i.mixed")
    begun = time.time()
    done = subprocess.run([exe, "solve", folder + "/i.mixed", "--kind", "mixed", "--time-limit", "%gs" % budget,
                           "--threads", "1", "--seed", str(seed), "--out", folder + "/answer.json"],
                          capture_output=True, text=True, env=dict(os.environ, LD_PRELOAD=os.environ.get("CPUCLOCK", "")))
    if done.returncode:
        raise RuntimeError(done.stderr[-400:])
    answer = json.load(open(folder + "/answer.json"))
    routes = [(shift, [jobs[s["job"]][s["mode"]] for s in route]) for shift, route in enumerate(answer["routes"])]
    return routes, time.time() - begun


def run_pyvrp(d, budget, seed, o):
    import numpy as np, optimisers, pyvrp
    from pyvrp.stop import MaxRuntime
    weight, depots, matrix = float(o["K"]), d["depots"], d["M"].astype(np.int64)
    group = {p: g for g, pair in enumerate(d["corridors"]) for p in pair}
    clients = []
    for i, p in enumerate(d["points"]):
        more = dict(tw_early=p["tw"][0], tw_late=p["tw"][1]) if p["tw"] else {}
        clients.append(pyvrp.Client(depots + i, service_duration=p["service"], prize=int(p["prio"] * weight),
                                    required=False, group=group.get(i), **more))
    shifts = {}
    for s, sh in enumerate(d["shifts"]):
        shifts.setdefault((sh["depot"], sh["start"], sh["end"]), []).append(s)
    kinds = [pyvrp.VehicleType(num_available=len(v), start_depot=k[0], end_depot=k[0], tw_early=k[1], tw_late=k[2])
             for k, v in shifts.items()]
    data = pyvrp.ProblemData([pyvrp.Location(0, 0) for _ in matrix], clients, [pyvrp.Depot(i) for i in range(depots)],
                             kinds, [matrix], [matrix], [pyvrp.ClientGroup(pair, required=False) for pair in d["corridors"]])
    best = pyvrp.solve(data, stop=MaxRuntime(budget), seed=seed, display=False, collect_stats=False).best
    free = [list(v) for v in shifts.values()]
    return [(free[r.vehicle_type()].pop(0), optimisers._pyvrp_visits(r, depots)) for r in best.routes()], {}


def run_ortools(d, budget, seed, o):
    """The peers' own, with a disjunction for the two directions of a corridor in place of one for each."""
    import optimisers
    from ortools.constraint_solver import pywrapcp
    twin, depots = {a: b for a, b in d["corridors"]}, d["depots"]
    second, plain = set(twin.values()), pywrapcp.RoutingModel

    class Model(plain):
        def __init__(self, manager):
            super().__init__(manager)
            self.manager = manager

        def AddDisjunction(self, nodes, *penalty):
            point = self.manager.IndexToNode(nodes[0]) - depots
            if point in second:
                return None
            if point in twin:
                nodes = [nodes[0], self.manager.NodeToIndex(depots + twin[point])]
            return plain.AddDisjunction(self, nodes, *penalty)

    pywrapcp.RoutingModel = Model
    return optimisers.run_ortools(d, budget, seed, o)


def run_vroom(d, budget, seed, o):
    import optimisers
    second = {b for _, b in d["corridors"]}
    numbers = [p for p in range(len(d["points"])) if p not in second]
    rows = list(range(d["depots"])) + [d["depots"] + p for p in numbers]
    less = dict(d, points=[d["points"][p] for p in numbers], M=d["M"][rows][:, rows])
    routes, more = optimisers.run_vroom(less, budget, seed, o)
    return [(shift, [numbers[p] for p in points]) for shift, points in routes], more


def run_vrpcli(d, budget, seed, o):
    """The peers' own, with the two directions of a corridor as places of one job; the tag of a place tells which it was."""
    import optimisers
    twin, depots = {a: b for a, b in d["corridors"]}, d["depots"]
    second, dump, load_json = set(twin.values()), json.dump, json.load

    def written(problem, file):
        if "plan" in problem:
            by_name = {job["id"]: job for job in problem["plan"]["jobs"]}
            for one, two in twin.items():
                places = [by_name[str(p)]["services"][0]["places"][0] for p in (one, two)]
                for p, place in zip((one, two), places):
                    place["tag"] = str(p)
                by_name[str(one)]["services"][0]["places"] = places
            problem["plan"]["jobs"] = [job for job in problem["plan"]["jobs"] if int(job["id"]) not in second]
        dump(problem, file)

    def read(file):
        answer = load_json(file)
        for tour in answer.get("tours", []):
            for stop in tour["stops"]:
                for activity in stop["activities"]:
                    activity["jobId"] = activity.get("jobTag", activity["jobId"])
        return answer

    optimisers.json = type("Json", (), {"dump": staticmethod(written), "load": staticmethod(read)})
    return optimisers.run_vrpcli(d, budget, seed, o)


def one(args):
    """One program on one instance; prints a row as JSON."""
    d = load(args.peers, args.instance)
    import check, optimisers
    row = {"instance": d["name"], "program": args.program, "budget": args.budget, "seed": args.seed}
    begun = time.time()
    try:
        if args.program == "ours":
            with tempfile.TemporaryDirectory() as folder:
                routes, row["wall"] = run_ours(d, args.budget, args.seed, args.ours, folder)
        else:
            where = globals() if d.get("corridors") else vars(optimisers)
            run = where["run_" + args.program]
            routes, _ = run(d, args.budget, args.seed, OPTIONS.get(args.program, {}))
            row["wall"] = time.time() - begun
        score = check.score(d, routes)
        served = {p for _, points in routes for p in points}
        faults = score["errors"] + ["both directions of %s" % pair for pair in d.get("corridors", []) if served.issuperset(pair)]
        row.update(prize=score["prio"], share="%.4f" % score["share"], visited=score["visited"], travel=score["travel"],
                   feasible=not faults, error="; ".join(faults))
    except Exception as fault:  # what broke is reported, and the next program runs
        row["error"] = repr(fault)[-300:]
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    # Ours is a child, and the converter is not its work.
    used = used[1:] if args.program == "ours" else used
    row["cpu"] = "%.2f" % sum(u.ru_utime + u.ru_stime for u in used)
    row["peak_mb"] = max(u.ru_maxrss for u in used) // 1024
    row["wall"] = "%.2f" % row.get("wall", 0)
    row["load"] = "%.1f" % os.getloadavg()[0]
    print(json.dumps(row))


def run(args):
    shim = args.shim or os.path.join(tempfile.mkdtemp(), "cpuclock.so")
    if not args.shim:
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", os.path.join(args.peers, "cpuclock.c"), "-o", shim], check=True)
    programs = (["ours"] if args.ours else []) + ["pyvrp", "vroom", "ortools"] + (["vrpcli"] if "VRP_CLI" in os.environ else [])
    programs = [p for p in programs if not args.only or p in args.only.split(",")]
    names = args.names.split(",") if args.names else sorted(f[:-5] for f in os.listdir(args.data) if f.endswith(".json"))
    seeds = [int(s) for s in args.seeds.split(",")]
    new = not os.path.exists(args.out)
    with open(args.out, "a", newline="") as f:
        rows = csv.DictWriter(f, COLUMNS, extrasaction="ignore")
        if new:
            rows.writeheader()
        for budget in map(float, args.budgets.split(",")):
            for name in names:
                for program in programs:
                    for seed in seeds if program in SEEDED else seeds[:1]:
                        env = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
                        # The shim is for the program measured: with ours that is the child.
                        env["CPUCLOCK" if program == "ours" else "LD_PRELOAD"] = shim
                        command = [sys.executable, os.path.abspath(__file__), "one", "--peers", args.peers, "--program", program,
                                   "--budget", str(budget), "--seed", str(seed), "--ours", args.ours or "",
                                   os.path.join(args.data, name)]
                        done = subprocess.run(command, capture_output=True, text=True, env=env)
                        try:
                            row = json.loads(done.stdout.strip().splitlines()[-1])
                        except (IndexError, ValueError):
                            row = {"instance": name, "program": program, "budget": budget, "seed": seed,
                                   "error": "rc=%s %s" % (done.returncode, done.stderr[-300:])}
                        rows.writerow(row)
                        f.flush()
                        print(*(row.get(c, "") for c in COLUMNS), flush=True)


def table(files):
    """Mean prize over the seeds, by instance and budget, programs side by side; infeasible answers count nothing."""
    cells, programs = {}, []
    for file in files:
        for row in csv.DictReader(open(file)):
            if row["program"] not in programs:
                programs.append(row["program"])
            prize = float(row["prize"]) if row["feasible"] == "True" else 0.0
            cells.setdefault((row["instance"], float(row["budget"])), {}).setdefault(row["program"], []).append(prize)
    programs.sort(key=["ours", "pyvrp", "vroom", "ortools", "vrpcli"].index)
    print("| instance | limit |", " | ".join(programs), "|")
    print("|" + "---|" * (len(programs) + 2))
    for (instance, budget), cell in sorted(cells.items()):
        means = {p: sum(v) / len(v) for p, v in cell.items()}
        text = ["%s%s" % ("{:,.0f}".format(means[p]), " (%d)" % len(cell[p]) if len(cell[p]) > 1 else "") if p in means else ""
                for p in programs]
        print("| %s | %g s |" % (instance, budget), " | ".join(text), "|")


def main():
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(dest="command", required=True)
    a = commands.add_parser("run")
    for name in ("--peers", "--data", "--out"):
        a.add_argument(name, required=True)
    for name in ("--ours", "--shim", "--names", "--only"):
        a.add_argument(name)
    a.add_argument("--budgets", default="1,10,60")
    a.add_argument("--seeds", default="1")
    a = commands.add_parser("one")
    for name in ("--peers", "--program"):
        a.add_argument(name, required=True)
    a.add_argument("--ours")
    a.add_argument("--budget", type=float, required=True)
    a.add_argument("--seed", type=int, required=True)
    a.add_argument("instance")
    a = commands.add_parser("corridors")
    a.add_argument("base")
    a.add_argument("out")
    a.add_argument("--corridors", type=int, required=True)
    a.add_argument("--seed", type=int, default=1)
    a = commands.add_parser("mixed")
    a.add_argument("--peers", required=True)
    a.add_argument("instance")
    a.add_argument("out")
    a = commands.add_parser("table")
    a.add_argument("files", nargs="+")
    args = top.parse_args()
    if args.command == "run":
        run(args)
    elif args.command == "one":
        one(args)
    elif args.command == "corridors":
        corridors(args.base, args.out, args.corridors, args.seed)
    elif args.command == "mixed":
        mixed(load(args.peers, args.instance), args.out)
    else:
        table(args.files)


if __name__ == "__main__":
    main()
