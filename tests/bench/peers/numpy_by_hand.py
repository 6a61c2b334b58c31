"""NumPy, backward pass by hand: notebook 003's perceptron, and a recurrent network after Karpathy's min-char-rnn."""
import numpy as np

from serve import blas, serve, start_of

# Examples that are evaluated at once: the fastest of 64 to 182,625 in NumPy.
CHUNK = 256


def adamw(parameters, gradients, kept, t, rate, optimizer):
    """The t-th update."""
    beta1, beta2 = map(np.float32, optimizer["betas"])
    epsilon = np.float32(optimizer["epsilon"])
    step = rate / (1 - beta1**t)
    for p, g, (m, v) in zip(parameters, gradients, kept):
        m *= beta1
        m += (1 - beta1) * g
        v *= beta2
        v += (1 - beta2) * g * g
        p *= 1 - rate * np.float32(optimizer["weightDecay"])
        p -= step * m / (np.sqrt(v / (1 - beta2**t)) + epsilon)


class Model:
    def __init__(self, case, data, X, Y):
        self.norm = norm = case == "batch-norm"
        self.X, self.Y, self.B = X, Y, data["B"]
        start = start_of(case, data)
        self.optimizer = start["optimizer"]
        self.rate = np.float32(start["rate"])
        p = {name: np.array(p["data"], np.float32).reshape(p["shape"]) for name, p in start["parameters"].items()}
        H = data["H"]
        self.parameters = [p["C"], p["W1"], p["b1"], p["W2"], p["b2"]]
        if norm:
            self.parameters += [np.ones(H, np.float32), np.zeros(H, np.float32)]
        self.kept = [(np.zeros_like(p), np.zeros_like(p)) for p in self.parameters]
        self.t = 0
        self.one_hot = np.eye(data["V"], dtype=np.float32)
        self.rows = np.arange(self.B)
        self.rng = np.random.default_rng(42)

    def draw(self):
        return self.rng.integers(0, self.X.shape[0], self.B)

    def batch(self, ix):
        return np.array(ix)

    def train(self, ix):
        C, W1, b1, W2, b2, *norm = self.parameters
        n, rows = self.B, self.rows
        Xb, Yb = self.X[ix].ravel(), self.Y[ix]

        emb = C[Xb].reshape(n, -1)
        z = emb @ W1
        z += b1
        if norm:
            bngain, bnbias = norm
            z -= z.mean(0)
            inv_std = 1 / np.sqrt(np.einsum("ih,ih->h", z, z) / np.float32(n - 1))
            xhat = z * inv_std
            z = bngain * xhat
            z += bnbias
        h = np.tanh(z, out=z)
        logits = h @ W2
        logits += b2
        logits -= logits.max(1, keepdims=True)
        probs = np.exp(logits)
        sums = probs.sum(1, keepdims=True)
        loss = (np.log(sums[:, 0]) - logits[rows, Yb]).mean()

        probs /= sums
        probs[rows, Yb] -= 1
        probs /= n
        dlogits = probs
        dz = dlogits @ W2.T
        dz *= 1 - h * h
        gradients = []
        if norm:
            dbngain, dbnbias = np.einsum("ih,ih->h", dz, xhat), dz.sum(0)
            gradients = [dbngain, dbnbias]
            dz -= dbnbias / n
            dz -= xhat * (dbngain / (n - 1))
            dz *= bngain * inv_std
        demb = (dz @ W1.T).reshape(Xb.size, -1)
        # One-hot rows times demb: several times as fast as np.add.at.
        dC = self.one_hot[Xb].T @ demb
        gradients = [dC, emb.T @ dz, dz.sum(0), h.T @ dlogits, dlogits.sum(0)] + gradients
        if self.optimizer["name"] == "adamw":
            self.t += 1
            adamw(self.parameters, gradients, self.kept, self.t, self.rate, self.optimizer)
        else:
            for p, g in zip(self.parameters, gradients):
                g *= self.rate
                p -= g
        return float(loss)

    def evaluate(self):
        C, W1, b1, W2, b2 = self.parameters
        total, N = 0.0, self.X.shape[0]
        for start in range(0, N, CHUNK):
            X, Y = self.X[start : start + CHUNK], self.Y[start : start + CHUNK]
            z = C[X.ravel()].reshape(X.shape[0], -1) @ W1
            z += b1
            logits = np.tanh(z, out=z) @ W2
            logits += b2
            logits -= logits.max(1, keepdims=True)
            picked = logits[np.arange(X.shape[0]), Y]
            total += float((np.log(np.exp(logits, out=logits).sum(1)) - picked).sum())
        return total / N


class Rnn:
    """h ← tanh(x Wx + bx + h Wh + bh) along the positions, each of which predicts."""

    def __init__(self, data, V):
        tensors = {name: np.array(p["data"], np.float32).reshape(p["shape"]) for name, p in data["stateDict"].items()}
        of_rnn = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
        names = ["embedding.weight", *(f"rnn1.{name}" for name in of_rnn), "linear1.weight", "linear1.bias"]
        self.parameters = [np.ascontiguousarray(tensors[n].T) if "weight_" in n or n == "linear1.weight" else tensors[n] for n in names]
        T = data["contextLength"]
        numbers = lambda split, name: np.array(data[split][name]).reshape(-1, T)
        self.X, self.Y = numbers("train", "X"), numbers("train", "Y")
        self.val = numbers("val", "X"), numbers("val", "Y")
        self.V, self.B, self.t = V, data["B"], 0
        self.rate, self.optimizer = np.float32(data["rate"]), data["optimizer"]
        self.kept = [(np.zeros_like(p), np.zeros_like(p)) for p in self.parameters]
        self.one_hot = np.eye(V, dtype=np.float32)
        self.rng = np.random.default_rng(42)

    def draw(self):
        return self.rng.integers(0, self.X.shape[0], self.B)

    def batch(self, ix):
        return np.array(ix)

    def forward(self, X):
        C, Wx, Wh, bx, bh, W, b = self.parameters
        B, T = X.shape
        x = C[X]
        zx = x @ Wx
        zx += bx + bh
        h = np.zeros((T + 1, B, Wh.shape[0]), np.float32)
        for t in range(T):
            np.tanh(zx[:, t] + h[t] @ Wh, out=h[t + 1])
        logits = h[1:] @ W
        logits += b
        return x, h, logits

    def losses(self, logits, Y):
        """Of all positions that have a target, with the probabilities; both in the order of logits, [T, B]."""
        targets = Y.T
        known = targets < self.V
        picked = np.where(known, targets, 0)[..., None]
        logits -= logits.max(-1, keepdims=True)
        of_picked = np.take_along_axis(logits, picked, -1)[..., 0]
        probs = np.exp(logits)
        sums = probs.sum(-1, keepdims=True)
        losses = (np.log(sums[..., 0]) - of_picked) * known
        probs /= sums
        return losses, probs, known, picked

    def train(self, ix):
        C, Wx, Wh, bx, bh, W, b = self.parameters
        X, Y = self.X[ix], self.Y[ix]
        x, h, logits = self.forward(X)
        losses, dlogits, known, picked = self.losses(logits, Y)
        n = known.sum()

        np.put_along_axis(dlogits, picked, np.take_along_axis(dlogits, picked, -1) - 1, -1)
        dlogits *= known[..., None] / np.float32(n)
        T, B, H = h[1:].shape
        flat = dlogits.reshape(T * B, -1)
        dh = dlogits @ W.T
        dz = np.empty((B, T, H), np.float32)
        later = np.zeros((B, H), np.float32)
        for t in reversed(range(T)):
            dz[:, t] = (1 - h[t + 1] * h[t + 1]) * (dh[t] + later)
            later = dz[:, t] @ Wh.T
        rows = dz.reshape(B * T, H)
        dC = self.one_hot[X.ravel()].T @ (rows @ Wx.T)
        dWh = h[:-1].transpose(1, 0, 2).reshape(B * T, H).T @ rows
        db = rows.sum(0)
        dW = h[1:].reshape(T * B, H).T @ flat
        gradients = [dC, x.reshape(B * T, -1).T @ rows, dWh, db, db, dW, flat.sum(0)]
        self.t += 1
        adamw(self.parameters, gradients, self.kept, self.t, self.rate, self.optimizer)
        return float(losses.sum() / n)

    def evaluate(self):
        X, Y = self.val
        total = 0.0
        for start in range(0, X.shape[0], CHUNK):
            logits = self.forward(X[start : start + CHUNK])[2]
            total += float(self.losses(logits, Y[start : start + CHUNK])[0].sum(dtype=np.float64))
        return total / (Y < self.V).sum()


def prepare(data):
    X = np.array(data["X"]).reshape(-1, data["T"])
    Y = np.array(data["Y"])
    networks = data["networks"]

    def build(case):
        network = case.removesuffix("-evaluation")
        return Rnn(networks[network], data["V"]) if network in networks else Model(case, data, X, Y)

    return build


np.ones((64, 64), np.float32) @ np.ones((64, 64), np.float32)
serve(f"NumPy {np.__version__}, {blas()}, 1 thread", prepare)
