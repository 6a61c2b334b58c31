"""PyTorch as notebook 003 writes it, and torch_networks.py. Usage: torch_autograd.py <threads>"""
import torch.nn.functional as F
import torch

from serve import serve
from torch_common import Model, examples, version
from torch_networks import Network, adamw


class Autograd(Model):
    def __init__(self, *args):
        super().__init__(*args)
        for p in self.parameters:
            p.requires_grad = True
        self.adamw = adamw(self.parameters, self.rate, self.optimizer) if self.optimizer["name"] == "adamw" else None

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
        if self.adamw:
            self.adamw.step()
        else:
            for p in parameters:
                p.data += -self.rate * p.grad
        return loss.item()


def prepare(data):
    X, Y = examples(data)
    networks = data["networks"]

    def build(case):
        network = case.removesuffix("-evaluation")
        return Network(networks[network], data["V"]) if network in networks else Autograd(case, data, X, Y)

    return build


serve(version(), prepare)
