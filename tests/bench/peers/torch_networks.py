"""The networks of networks.ts as PyTorch users write them; the modules are called as in handgrad's model files."""
from collections import OrderedDict
from math import log2

import torch
import torch.nn.functional as F
from torch import nn

# Examples that are evaluated at once.
CHUNK = 512


class FlattenConsecutive(nn.Module):
    def forward(self, x):
        B, T, C = x.shape
        return x.view(B, T // 2, 2 * C)


class Norm(nn.BatchNorm1d):
    """Over all positions of all examples."""

    def forward(self, x):
        return super().forward(x.flatten(0, 1)).view(x.shape)


class Squeeze(nn.Module):
    def forward(self, x):
        return x.squeeze(1)


def wavenet(V, T, embeddingSize, hiddenSize, **_):
    layers = [("embedding", nn.Embedding(V, embeddingSize))]
    levels = int(log2(T))
    size = embeddingSize
    for n in range(1, levels + 1):
        layers += [
            (f"flatten{n}", FlattenConsecutive()),
            (f"linear{n}", nn.Linear(2 * size, hiddenSize, bias=False)),
            (f"norm{n}", Norm(hiddenSize)),
            (f"activation{n}", nn.Tanh()),
        ]
        size = hiddenSize
    return [*layers, ("squeeze", Squeeze()), (f"linear{levels + 1}", nn.Linear(size, V))]


class Rnn(nn.RNN):
    def forward(self, x):
        return super().forward(x)[0]


class Gru(nn.GRU):
    def forward(self, x):
        return super().forward(x)[0]


def recurrent(kind, V, embeddingSize, hiddenSize, **_):
    layer = {"rnn": Rnn, "gru": Gru}[kind](embeddingSize, hiddenSize, batch_first=True)
    return [("embedding", nn.Embedding(V, embeddingSize)), (f"{kind}1", layer), ("linear1", nn.Linear(hiddenSize, V))]


class Positions(nn.Module):
    def __init__(self, T, E):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(T, E))

    def forward(self, x):
        return x + self.weight


class Attention(nn.Module):
    """makemore's CausalSelfAttention."""

    def __init__(self, T, E, heads):
        super().__init__()
        self.heads = heads
        self.c_attn, self.c_proj = nn.Linear(E, 3 * E), nn.Linear(E, E)
        self.register_buffer("mask", torch.tril(torch.ones(T, T)).view(1, 1, T, T) == 0, persistent=False)

    def forward(self, x):
        B, T, E = x.shape
        q, k, v = self.c_attn(x).split(E, dim=2)
        q, k, v = (m.view(B, T, self.heads, E // self.heads).transpose(1, 2) for m in (q, k, v))
        att = (q @ k.transpose(-2, -1)) * (1.0 / (E // self.heads) ** 0.5)
        att = F.softmax(att.masked_fill(self.mask, float("-inf")), dim=-1)
        return self.c_proj((att @ v).transpose(1, 2).contiguous().view(B, T, E))


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def transformer(V, T, embeddingSize, blocks, heads, **_):
    E = embeddingSize
    layers = [("embedding", nn.Embedding(V, E)), ("position", Positions(T, E))]
    for b in range(blocks):
        n = 2 * b + 1
        attention = [(f"norm{n}", nn.LayerNorm(E)), (f"attention{b + 1}", Attention(T, E, heads))]
        perceptron = [
            (f"norm{n + 1}", nn.LayerNorm(E)),
            (f"linear{n}", nn.Linear(E, 4 * E)),
            (f"activation{b + 1}", nn.GELU(approximate="tanh")),
            (f"linear{n + 1}", nn.Linear(4 * E, E)),
        ]
        layers += [
            (f"residual{n}", Residual(OrderedDict(attention))),
            (f"residual{n + 1}", Residual(OrderedDict(perceptron))),
        ]
    n = 2 * blocks + 1
    return [*layers, (f"norm{n}", nn.LayerNorm(E)), (f"linear{n}", nn.Linear(E, V, bias=False))]


def mlp(V, T, embeddingSize, hiddenSizes, **_):
    (H,) = hiddenSizes
    return [
        ("embedding", nn.Embedding(V, embeddingSize)),
        ("flatten", nn.Flatten()),
        ("linear1", nn.Linear(T * embeddingSize, H)),
        ("activation1", nn.Tanh()),
        ("linear2", nn.Linear(H, V)),
    ]


def module(V, T, kind, **knobs):
    if kind == "mlp":
        layers = mlp(V, T, **knobs)
    elif kind == "wavenet":
        layers = wavenet(V, T, **knobs)
    elif kind == "transformer":
        layers = transformer(V, T, **knobs)
    else:
        layers = recurrent(kind, V, **knobs)
    return nn.Sequential(OrderedDict(layers))


def adamw(parameters, rate, optimizer):
    return torch.optim.AdamW(
        parameters, lr=rate, betas=optimizer["betas"], eps=optimizer["epsilon"], weight_decay=optimizer["weightDecay"]
    )


class Network:
    def __init__(self, data, V):
        T = data["contextLength"]
        self.V = V
        self.model = module(V, T, **data["model"])
        tensor = lambda p: torch.tensor(p["data"], dtype=torch.float32).view(p["shape"])
        self.model.load_state_dict({name: tensor(p) for name, p in data["stateDict"].items()}, strict=False)
        (self.X, self.Y), self.val = (self.examples(data[split], T) for split in ("train", "val"))
        self.batch_size = data["B"]
        self.g = torch.Generator().manual_seed(42)
        rate, optimizer = data["rate"], data["optimizer"]
        self.optimizer = (
            adamw(self.model.parameters(), rate, optimizer)
            if optimizer["name"] == "adamw"
            else torch.optim.SGD(self.model.parameters(), lr=rate)
        )

    @staticmethod
    def examples(data, T):
        X, Y = torch.tensor(data["X"]).view(-1, T), torch.tensor(data["Y"])
        return X, Y.view(X.shape[0], -1).squeeze(1)

    def loss(self, X, Y, **options):
        logits = self.model(X)
        return F.cross_entropy(logits.view(-1, self.V), Y.view(-1), ignore_index=self.V, **options)

    def draw(self):
        return torch.randint(0, self.X.shape[0], (self.batch_size,), generator=self.g)

    def batch(self, ix):
        drawn = self.draw()
        assert drawn.tolist() == ix, "PyTorch draws other batches than handgrad"
        return drawn

    def train(self, ix):
        self.model.train()
        loss = self.loss(self.X[ix], self.Y[ix])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    @torch.no_grad()
    def evaluate(self):
        self.model.eval()
        X, Y = self.val
        total = sum(self.loss(*xy, reduction="sum").item() for xy in zip(X.split(CHUNK), Y.split(CHUNK)))
        return total / (Y != self.V).sum().item()
