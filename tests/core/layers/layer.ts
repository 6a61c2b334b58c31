/**
 * Tests of one layer's pair of functions: PyTorch's values and gradients in both precisions, central differences, and
 * wrong backward passes.
 *
 * @module
 */
import { assertEquals, assertLess } from "@std/assert";
import { compareAll, type Tensors, TOLERANCES } from "../../../core/gradcheck/compare.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { allocate, type Dtype, type Tensor } from "../../../core/tensor.ts";
import { type PackedTensor, unpackTensors } from "../../../runner/checks/figures.ts";
import { gradientError, weightedSum } from "../gradient.ts";
import { type Errors, type Mutation, testMutations } from "../mutations/mutation.ts";

/** Of the largest number of a tensor: an attention's bias for keys has gradient 0, which is the sum of larger ones. */
const TOLERANCE = { float64: TOLERANCES.steps, float32: TOLERANCES.float32 };

/** A case that fixtures/make_layers.py has written. */
export interface LayerFixture {
  inputs: Record<string, PackedTensor>;
  indices?: Record<string, number[] | number[][]>;
  dout: PackedTensor;
  float32: { out: PackedTensor; gradients: Record<string, PackedTensor> };
  float64: { out: PackedTensor; gradients: Record<string, PackedTensor> };
}

/** All that a layer's two passes read and write. */
export interface Pass<Options> {
  /** What PyTorch's function took, parameters among them. */
  inputs: Tensors;
  indices: Record<string, Int32Array>;
  out: Tensor;
  dout: Tensor;
  /** Of `inputs`. These and the cache are full of other numbers at first: nothing may be added to them. */
  gradients: Tensors;
  cache: Tensors;
  options: Options;
}

export interface LayerTest<Options, Backward> {
  fixtures: Record<string, LayerFixture>;
  /** The layer's options, by the title of the fixture's case. */
  options?: Record<string, Options>;
  /** The shapes of what the forward pass leaves to the backward pass. */
  cache?(inputs: Tensors, options: Options): Record<string, readonly number[]>;
  forward(pass: Pass<Options>): void;
  /** Calls a backward pass, right or wrong. */
  backward(backward: Backward, pass: Pass<Options>): void;
  /** The right one. */
  right: Backward;
  /** What it uses of its module, by name. */
  scope?: Record<string, unknown>;
  /** Wrong versions of it, checked on the first case. */
  mutations: Mutation[];
}

export function testLayer<Options, Backward>(name: string, test: LayerTest<Options, Backward>) {
  for (const [title, fixture] of Object.entries(test.fixtures)) {
    const called = title === "" ? name : `${name} (${title})`;
    const passIn = (dtype: Dtype) => startPass(fixture, dtype, test, title);

    for (const dtype of ["float64", "float32"] as const) {
      Deno.test(`${called}: values and gradients are PyTorch's in ${dtype}`, () => {
        const pass = passIn(dtype);
        test.forward(pass);
        test.backward(test.right, pass);
        const { out, gradients } = fixture[dtype];
        const wanted = unpackTensors({ ...gradients, out }, dtype);
        const found = { ...pass.gradients, out: pass.out };
        const { comparisons } = compareAll("", found, wanted, TOLERANCE[dtype]);
        assertEquals(comparisons.length, Object.keys(wanted).length);
        assertEquals(comparisons.filter(({ passed }) => !passed), []);
      });
    }

    Deno.test(`${called}: the gradients agree with central differences`, () => {
      for (const [name, error] of Object.entries(errorsOf(test.right, test, passIn("float64")))) {
        assertLess(error, 1e-7, name);
      }
    });
  }

  const [title, fixture] = Object.entries(test.fixtures)[0];
  const errors = (backward: Backward) =>
    errorsOf(backward, test, startPass(fixture, "float64", test, title));
  testMutations(name, test.right, test.scope ?? {}, errors, test.mutations);
}

function startPass<Options, Backward>(
  fixture: LayerFixture,
  dtype: Dtype,
  test: LayerTest<Options, Backward>,
  title: string,
): Pass<Options> {
  const { dout, ...inputs } = inDtype(
    unpackTensors({ ...fixture.inputs, dout: fixture.dout }, "float32"),
    dtype,
  );
  const options = test.options?.[title] as Options;
  const generator = new TorchGenerator(8);
  const noise = (shape: readonly number[]) => {
    const tensor = allocate(shape, dtype);
    generator.randn(tensor.data);
    return tensor;
  };
  return {
    inputs,
    indices: mapValues(fixture.indices ?? {}, (indices) => Int32Array.from(indices.flat())),
    out: allocate(dout.shape, dtype),
    dout,
    gradients: mapValues(inputs, ({ shape }) => noise(shape)),
    cache: mapValues(test.cache?.(inputs, options) ?? {}, noise),
    options,
  };
}

/** Errors of all gradients against central differences. */
function errorsOf<Options, Backward>(
  backward: Backward,
  test: LayerTest<Options, Backward>,
  pass: Pass<Options>,
): Errors {
  const loss = () => {
    test.forward(pass);
    return weightedSum(pass.out, pass.dout);
  };
  loss();
  test.backward(backward, pass);
  return mapValues(pass.inputs, (x, name) => gradientError(x, pass.gradients[name], loss));
}

/** The same numbers in another precision. */
function inDtype(tensors: Tensors, dtype: Dtype): Tensors {
  return mapValues(tensors, ({ shape, data }) => {
    const copy = allocate(shape, dtype);
    copy.data.set(data);
    return copy;
  });
}

function mapValues<T, U>(record: Record<string, T>, f: (value: T, name: string) => U) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value, name)]));
}
