"""The Python contestants' side of the protocol that peers/child.ts describes."""
import json
import sys
import time
from pathlib import Path

LEARNING_RATE = 0.1


def serve(version, prepare):
    """Answers until stdin ends. prepare(data) gives build(case), which gives a fresh model with

    train(ix) -> loss    a step on the examples ix
    draw() -> ix         draws a batch
    batch(ix) -> ix      takes the one that it is handed
    evaluate() -> loss   over all examples
    """
    print(json.dumps(version), flush=True)
    data = json.loads(sys.stdin.readline())
    build = prepare(data)
    warm = {}

    for line in sys.stdin:
        command, case, *rest = line.split()
        if command == "check":
            answer = check(build, case, data)
        else:
            if case not in warm:
                warm[case] = operation(build, case)
                measure(warm[case], 0.5)
            answer = measure(warm[case], float(rest[0]))
        print(json.dumps(answer), flush=True)


def start_of(case, data):
    """How a case of the perceptron begins: with rate and optimizer, and the parameters, without batch norm's, which are 1 and 0."""
    start = {"rate": LEARNING_RATE, "optimizer": {"name": "sgd"}, "parameters": data["parameters"]}
    start |= data["exploded"].get(case, {})
    return start | data["adamw"] if case == "adamw" else start


def is_evaluation(case):
    return case.endswith("evaluation")


def check(build, case, data):
    model = build(case)
    if is_evaluation(case):
        return [model.evaluate()]
    steps = [0, 1] if case in data["exploded"] else [0, 1, 99]
    batches = data["networks"].get(case, data)["batches"]
    losses = [model.train(model.batch(ix)) for ix in batches[: steps[-1] + 1]]
    return [losses[step] for step in steps]


def operation(build, case):
    model = build(case)
    if is_evaluation(case):
        return model.evaluate
    return lambda: model.train(model.draw())


def measure(run, seconds):
    """Microseconds a run."""
    runs = 0
    start = now = time.perf_counter()
    while now - start < seconds:
        run()
        runs += 1
        now = time.perf_counter()
    return (now - start) / runs * 1e6


def blas():
    """The name of the BLAS library that this process has loaded, where the system tells."""
    try:
        maps = Path("/proc/self/maps").read_text()
    except OSError:
        return "BLAS unknown"
    files = {Path(line.split()[-1]).resolve().name for line in maps.splitlines() if "/" in line}
    found = sorted(f for f in files if "blas" in f.lower() or "mkl" in f.lower())
    # Debian's libblas.so.3 only hands on to the one that it was switched to.
    return ", ".join(f for f in found if f != "libblas.so.3" or len(found) == 1) or "BLAS unknown"
