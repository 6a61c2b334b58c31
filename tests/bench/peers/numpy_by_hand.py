"""NumPy, backward pass by hand."""
import numpy as np

from serve import blas, serve, start_of

# Examples that are evaluated at once: the fastest of 64 to 182,625 in NumPy.
CHUNK = 256


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
            self.adamw(gradients)
        else:
            for p, g in zip(self.parameters, gradients):
                g *= self.rate
                p -= g
        return float(loss)

    def adamw(self, gradients):
        o = self.optimizer
        beta1, beta2 = map(np.float32, o["betas"])
        epsilon = np.float32(o["epsilon"])
        self.t += 1
        step = self.rate / (1 - beta1**self.t)
        for p, g, (m, v) in zip(self.parameters, gradients, self.kept):
            m *= beta1
            m += (1 - beta1) * g
            v *= beta2
            v += (1 - beta2) * g * g
            p *= 1 - self.rate * np.float32(o["weightDecay"])
            p -= step * m / (np.sqrt(v / (1 - beta2**self.t)) + epsilon)

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


def prepare(data):
    X = np.array(data["X"]).reshape(-1, data["T"])
    Y = np.array(data["Y"])
    return lambda case: Model(case, data, X, Y)


np.ones((64, 64), np.float32) @ np.ones((64, 64), np.float32)
serve(f"NumPy {np.__version__}, {blas()}, 1 thread", prepare)
