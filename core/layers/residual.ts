/**
 * A residual path (He et al. 2015, https://arxiv.org/abs/1512.03385): what layers make of x is added to x, or to what
 * other layers make of x on the shortcut, as where the shape changes.
 *
 * @module
 */
import { call } from "../call.ts";
import type { LayerKind, LayerSpec, Placed } from "../layer.ts";
import { checkSame, type Tensor } from "../tensor.ts";
import { identity } from "./identity.ts";

/**
 * out = x + fx
 *
 * @param fx what the layers inside make of x; all of any one shape
 */
export function residualForward(out: Tensor, x: Tensor, fx: Tensor): void {
  checkSame({ out, x, fx });
  for (let i = 0; i < out.data.length; i++) out.data[i] = x.data[i] + fx.data[i];
}

/**
 * x reaches out by itself and through the layers inside, which are given dout as it is: dx = dout + dxInside. Where
 * there are layers on the shortcut too, dout is what comes back through these.
 *
 * @param dxInside what comes back through the layers inside
 */
export function residualBackward(dx: Tensor, dout: Tensor, dxInside: Tensor): void {
  checkSame({ dx, dout, dxInside });
  for (let i = 0; i < dx.data.length; i++) dx.data[i] = dout.data[i] + dxInside.data[i];
}

/** In PyTorch. */
const RESIDUAL = `class Residual(nn.Module):
    """What the layers make of x, added to x, or to what those on the shortcut make of it."""

    def __init__(self, layers, shortcut=None):
        super().__init__()
        self.names = list(layers)
        for name, layer in layers.items():
            self.add_module(name, layer)
        if shortcut:
            self.shortcut = nn.Sequential(shortcut)

    def forward(self, x):
        y = x
        for name in self.names:
            y = getattr(self, name)(y)
        return y + (self.shortcut(x) if hasattr(self, "shortcut") else x)`;

/** Layers around which their input goes: a layer of layers. */
export const residual: LayerKind<
  { layers: readonly LayerSpec[]; shortcut?: readonly LayerSpec[] }
> = {
  type: "residual",
  module: "residual",
  about: "what the layers inside make of their input, added to it",
  options: {
    layers: { kind: "layers", about: "the layers inside; they keep the shape, or have a shortcut" },
    shortcut: {
      kind: "layers",
      isOptional: true,
      about: "layers that the input passes before it is added; default: none",
    },
  },
  isCausal: true,
  shapes(input, _options, _setting, { layers, shortcut }) {
    const [comes, goes] = [shortcut ?? input, layers].map((shape) => `[${shape.join(", ")}]`);
    if (comes === goes) return { output: layers };
    const whence = shortcut === undefined ? "comes in" : "comes out of the shortcut";
    throw new TypeError(`${comes} ${whence}, and the layers inside make ${goes} of it`);
  },
  place({ x, dx, output, options: { shortcut }, allocate, inner }) {
    const out = allocate(output);
    const dxInside = allocate(x.shape);
    // The gradient by what the layers inside put out is that by the sum: one tensor serves both.
    const { out: fx, dout, forward, backward, infer } = inner("layers", x, dxInside);
    const dxShortcut = shortcut ? allocate(x.shape) : dout;
    const short: Placed = shortcut
      ? inner("shortcut", x, dxShortcut)
      : { out: x, dout, forward: [], backward: [] };
    const sum = call([], residualForward, out, short.out, fx);
    return {
      out,
      dout,
      forward: [...forward, ...short.forward, sum],
      infer: [...infer ?? forward, ...short.infer ?? short.forward, sum],
      backward: [
        // The gradient by a sum is that by each of its terms.
        ...shortcut ? [call([], identity, short.dout, dout)] : [],
        ...short.backward,
        ...backward,
        call([], residualBackward, dx, dxShortcut, dxInside),
      ],
    };
  },
  pytorch: ({ inside: { layers, shortcut } }) => ({
    module: `Residual(${layers}${shortcut === undefined ? "" : `, ${shortcut}`})`,
    uses: [RESIDUAL],
  }),
  lessons: [
    {
      forward: residualForward,
      backward: residualBackward,
      shapes:
        "f is what the layers inside make of x; all of one shape. With layers on the shortcut, x in the sum is what these make of it",
      formulas: ["out = x + f(x)"],
      derivation: [
        ["df = dout", "the layers inside are given the gradient as it is, and go back from there"],
        [
          "dx = dout + dinside",
          "x is used twice: as it is, and by the layers inside, whose gradient by x is dinside; layers on the shortcut are given dout likewise, and put what they make of it in its place",
        ],
      ],
      gradients: ["dx = dout + dinside"],
      tiny: { options: { layers: [{ type: "tanh" }] } },
      scope: { checkSame },
      exercises: [{
        right: "dout.data[i] + dxInside.data[i]",
        wrong: "dxInside.data[i]",
        hints: [
          "x is used twice.",
          "What comes back through the layers inside is there. The other way is the plain path, on which nothing happens to the gradient.",
        ],
      }],
    },
  ],
};
