"""PyTorch as notebook 003 writes it. Usage: torch_autograd.py <threads>"""
import torch.nn.functional as F
import torch

from serve import serve
from torch_common import Model, examples, version


class Autograd(Model):
    def __init__(self, *args):
        super().__init__(*args)
        for p in self.parameters:
            p.requires_grad = True

    def train(self, ix):
        parameters = self.parameters
        C, W1, b1, W2, b2, *norm = parameters
        Xb, Yb = self.X[ix], self.Y[ix]

        emb = C[Xb]
        embcat = emb.view(emb.shape[0], -1)
        hpreact = embcat @ W1 + b1
        if norm:
            bngain, bnbias = norm
            hpreact = bngain * (hpreact - hpreact.mean(0, keepdim=True)) / hpreact.std(0, keepdim=True) + bnbias
        h = torch.tanh(hpreact)
        logits = h @ W2 + b2
        loss = F.cross_entropy(logits, Yb)

        for p in parameters:
            p.grad = None
        loss.backward()
        for p in parameters:
            p.data += -self.rate * p.grad
        return loss.item()


def prepare(data):
    X, Y = examples(data)
    return lambda norm, exploded: Autograd(norm, exploded, data, X, Y)


serve(version(), prepare)
