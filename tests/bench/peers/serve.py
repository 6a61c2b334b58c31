"""The Python contestants' side of the protocol that peers/child.ts describes."""
import json
import sys
import time
from pathlib import Path

LEARNING_RATE = 0.1


def serve(version, prepare):
    """Answers until stdin ends. prepare(data) gives create(norm), which gives a fresh model with

    train(ix) -> loss    a step on the examples ix
    draw() -> ix         draws a batch
    evaluate() -> loss   over all examples
    """
    print(json.dumps(version), flush=True)
    data = json.loads(sys.stdin.readline())
    create = prepare(data)
    warm = {}
    for line in sys.stdin:
        command, case, *rest = line.split()
        if command == "check":
            answer = check(create, case, data["batches"])
        else:
            if case not in warm:
                warm[case] = operation(create, case)
                measure(warm[case], 0.5)
            answer = measure(warm[case], float(rest[0]))
        print(json.dumps(answer), flush=True)


def check(create, case, batches):
    if case == "evaluation":
        return [create(False).evaluate()]
    model = create(case == "batch-norm")
    losses = [model.train(model.batch(ix)) for ix in batches]
    return [losses[0], losses[1], losses[99]]


def operation(create, case):
    model = create(case == "batch-norm")
    if case == "evaluation":
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
