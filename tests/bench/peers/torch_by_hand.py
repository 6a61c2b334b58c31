"""PyTorch with the backward pass by hand. Usage: torch_by_hand.py <threads> [script]

With "script", the whole step is compiled by torch.jit.script."""
import sys

import torch

from serve import serve
from torch_common import Model, examples, version


def cross_entropy(logits, Y):
    """The loss and dlogits."""
    n = logits.shape[0]
    logprobs = torch.log_softmax(logits, 1)
    dlogits = logprobs.exp()
    picked = Y.unsqueeze(1)
    loss = -logprobs.gather(1, picked).mean()
    dlogits.scatter_add_(1, picked, torch.full((n, 1), -1.0))
    return loss, dlogits.div_(n)


def plain(C, W1, b1, W2, b2, X, Y, ix, lr: float):
    Xb = X[ix].view(-1)
    emb = C[Xb].view(ix.shape[0], -1)
    h = torch.addmm(b1, emb, W1).tanh_()
    loss, dlogits = cross_entropy(torch.addmm(b2, h, W2), Y[ix])

    dh = dlogits @ W2.t()
    dz = (1 - h * h).mul_(dh)
    demb = dz @ W1.t()

    W2.addmm_(h.t(), dlogits, alpha=-lr)
    b2.sub_(dlogits.sum(0), alpha=lr)
    W1.addmm_(emb.t(), dz, alpha=-lr)
    b1.sub_(dz.sum(0), alpha=lr)
    C.index_add_(0, Xb, demb.view(-1, C.shape[1]), alpha=-lr)
    return loss


def batch_norm(C, W1, b1, W2, b2, bngain, bnbias, X, Y, ix, lr: float):
    n = ix.shape[0]
    Xb = X[ix].view(-1)
    emb = C[Xb].view(n, -1)
    z = torch.addmm(b1, emb, W1)
    centred = z - z.mean(0, keepdim=True)
    inv_std = ((centred * centred).sum(0, keepdim=True) / (n - 1)).rsqrt_()
    xhat = centred.mul_(inv_std)
    h = torch.addcmul(bnbias, bngain, xhat).tanh_()
    loss, dlogits = cross_entropy(torch.addmm(b2, h, W2), Y[ix])

    dh = dlogits @ W2.t()
    dy = (1 - h * h).mul_(dh)
    dbngain = (dy * xhat).sum(0, keepdim=True)
    dbnbias = dy.sum(0, keepdim=True)
    dz = bngain * inv_std * (dy - dbnbias / n - xhat * (dbngain / (n - 1)))
    demb = dz @ W1.t()

    W2.addmm_(h.t(), dlogits, alpha=-lr)
    b2.sub_(dlogits.sum(0), alpha=lr)
    W1.addmm_(emb.t(), dz, alpha=-lr)
    b1.sub_(dz.sum(0), alpha=lr)
    bngain.sub_(dbngain, alpha=lr)
    bnbias.sub_(dbnbias, alpha=lr)
    C.index_add_(0, Xb, demb.view(-1, C.shape[1]), alpha=-lr)
    return loss


def gradients(C, W1, b1, W2, b2, X, Y, ix):
    """The loss, and the gradients of plain's parameters."""
    Xb = X[ix].view(-1)
    emb = C[Xb].view(ix.shape[0], -1)
    h = torch.addmm(b1, emb, W1).tanh_()
    loss, dlogits = cross_entropy(torch.addmm(b2, h, W2), Y[ix])

    dz = (1 - h * h).mul_(dlogits @ W2.t())
    demb = dz @ W1.t()
    dC = torch.zeros_like(C).index_add_(0, Xb, demb.view(-1, C.shape[1]))
    return loss, [dC, emb.t() @ dz, dz.sum(0), h.t() @ dlogits, dlogits.sum(0)]


def adamw(p, grad, m, v, t: int, lr: float, beta1: float, beta2: float, eps: float, decay: float):
    m.mul_(beta1).add_(grad, alpha=1 - beta1)
    v.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
    denominator = (v / (1 - beta2**t)).sqrt_().add_(eps)
    p.mul_(1 - lr * decay).addcdiv_(m, denominator, value=-lr / (1 - beta1**t))


if sys.argv[2:] == ["script"]:
    cross_entropy = torch.jit.script(cross_entropy)
    plain, batch_norm = torch.jit.script(plain), torch.jit.script(batch_norm)
    gradients, adamw = torch.jit.script(gradients), torch.jit.script(adamw)


class ByHand(Model):
    def __init__(self, *args):
        super().__init__(*args)
        self.step = batch_norm if self.norm else plain
        self.kept = [(torch.zeros_like(p), torch.zeros_like(p)) for p in self.parameters]
        self.t = 0

    @torch.no_grad()
    def train(self, ix):
        if self.optimizer["name"] == "adamw":
            return self.train_adamw(ix)
        return self.step(*self.parameters, self.X, self.Y, ix, self.rate).item()

    def train_adamw(self, ix):
        o = self.optimizer
        self.t += 1
        loss, grads = gradients(*self.parameters, self.X, self.Y, ix)
        for p, grad, (m, v) in zip(self.parameters, grads, self.kept):
            adamw(p, grad, m, v, self.t, self.rate, *o["betas"], o["epsilon"], o["weightDecay"])
        return loss.item()


def prepare(data):
    X, Y = examples(data)
    return lambda case: ByHand(case, data, X, Y)


serve(version(), prepare)
