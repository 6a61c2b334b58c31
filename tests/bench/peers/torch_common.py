"""What the PyTorch contestants share: parameters and batches drawn as notebook 003 draws them."""
import sys

import torch

from serve import blas, start_of

# Examples that are evaluated at once: the fastest of 512 to 182,625 in PyTorch.
CHUNK = 1024


def version():
    threads = int(sys.argv[1])
    torch.set_num_threads(threads)
    torch.randn(64, 64) @ torch.randn(64, 64)
    return f"PyTorch {torch.__version__}, {blas()}, {threads} thread{'s' * (threads > 1)}"


def draw_parameters(norm, data):
    n_embed, n_hidden, block_size, vocab_size = (data[k] for k in ("E", "H", "T", "V"))
    g = torch.Generator().manual_seed(42)
    C = torch.randn((vocab_size, n_embed), generator=g)
    W1 = torch.randn((n_embed * block_size, n_hidden), generator=g) * (5 / 3) / (n_embed * block_size) ** 0.5
    b1 = torch.randn(n_hidden, generator=g) * 0.01
    W2 = torch.randn((n_hidden, vocab_size), generator=g) * 0.01
    b2 = torch.randn(vocab_size, generator=g) * 0
    parameters = [C, W1, b1, W2, b2]
    if norm:
        parameters += [torch.ones((1, n_hidden)), torch.zeros((1, n_hidden))]
    return parameters, g


class Model:
    def __init__(self, case, data, X, Y):
        self.norm = case == "batch-norm"
        self.X, self.Y, self.batch_size = X, Y, data["B"]
        start = start_of(case, data)
        self.rate, self.optimizer = start["rate"], start["optimizer"]
        self.parameters, self.g = draw_parameters(self.norm, data)
        if case in data["exploded"]:
            given = [start["parameters"][name] for name in ("C", "W1", "b1", "W2", "b2")]
            self.parameters = [torch.tensor(p["data"], dtype=torch.float32).view(p["shape"]) for p in given]

    def draw(self):
        return torch.randint(0, self.X.shape[0], (self.batch_size,), generator=self.g)

    def batch(self, ix):
        """The generator draws the very batches that the others are handed."""
        drawn = self.draw()
        assert drawn.tolist() == ix, "PyTorch draws other batches than handgrad"
        return drawn

    @torch.no_grad()
    def evaluate(self):
        total = 0.0
        C, W1, b1, W2, b2 = self.parameters
        for X, Y in zip(self.X.split(CHUNK), self.Y.split(CHUNK)):
            emb = C[X]
            h = torch.tanh(emb.view(emb.shape[0], -1) @ W1 + b1)
            total += torch.nn.functional.cross_entropy(h @ W2 + b2, Y, reduction="sum").item()
        return total / self.X.shape[0]


def examples(data):
    return torch.tensor(data["X"]).view(-1, data["T"]), torch.tensor(data["Y"])
