"""
The sweep as a PyTorch script: two processes, each with one thread, train run after run with autograd. It reads data and runs as JSON, and
writes of each run the losses of the first steps and the losses of all splits at the end.
"""
import json
import sys

import torch
import torch.nn.functional as F
from torch import multiprocessing

# Examples that are evaluated at once: the fastest of 512 to 182,625 in PyTorch.
CHUNK = 1024


def start(data):
    global splits
    torch.set_num_threads(1)
    splits = {name: (torch.tensor(X).view(-1, data["T"]), torch.tensor(Y)) for name, (X, Y) in data["splits"].items()}


def scale(init, fan_in, fan_out):
    if init["scheme"] == "kaiming":
        return (5 / 3) / fan_in**0.5
    if init["scheme"] == "xavier":
        return (5 / 3) * (2 / (fan_in + fan_out)) ** 0.5
    return init["std"]


def train(run):
    V, T, E, H, B, steps, evaluations = (run[key] for key in ("V", "T", "E", "H", "B", "steps", "evaluations"))
    g = torch.Generator().manual_seed(run["seed"])
    C = torch.randn((V, E), generator=g)
    W1 = torch.randn((T * E, H), generator=g) * scale(run["init"], T * E, H)
    b1 = torch.zeros(H)
    W2 = torch.randn((H, V), generator=g) * 0.01
    b2 = torch.zeros(V)
    parameters = [C, W1, b1, W2, b2]
    for p in parameters:
        p.requires_grad = True

    def logits(X):
        emb = C[X]
        h = torch.tanh(emb.view(emb.shape[0], -1) @ W1 + b1)
        return h @ W2 + b2

    @torch.no_grad()
    def evaluate(name):
        X, Y = splits[name]
        total = 0.0
        for Xb, Yb in zip(X.split(CHUNK), Y.split(CHUNK)):
            total += F.cross_entropy(logits(Xb), Yb, reduction="sum").item()
        return total / X.shape[0]

    X, Y = splits["train"]
    losses = []
    for step in range(steps):
        if evaluations and step % (steps // evaluations) == 0:
            evaluate("train"), evaluate("val")
        ix = torch.randint(0, X.shape[0], (B,), generator=g)
        loss = F.cross_entropy(logits(X[ix]), Y[ix])
        for p in parameters:
            p.grad = None
        loss.backward()
        for p in parameters:
            p.data += -run["rate"] * p.grad
        losses.append(loss.item())
    return {"losses": losses[:100], "final": [evaluate(name) for name in ("train", "val", "test")]}


if __name__ == "__main__":
    task = json.load(sys.stdin)
    with multiprocessing.get_context("fork").Pool(task["processes"], start, (task["data"],)) as pool:
        json.dump(pool.map(train, task["runs"], chunksize=1), sys.stdout)
