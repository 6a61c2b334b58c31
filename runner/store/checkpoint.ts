/**
 * A checkpoint: all that a run needs to go on where it stopped, as one file whose every byte is checked.
 *
 *     22 bytes  "handgrad checkpoint 1\n"
 *      8 bytes  the file's length    (uint64, little-endian)
 *      8 bytes  the JSON's length    (uint64, little-endian)
 *               the JSON: whose checkpoint it is, the step, the streams, and what was recorded so far
 *               a safetensors file: parameters, running statistics, what the optimizer keeps, losses
 *     32 bytes  SHA-256 of all that comes before
 *
 * @module
 */
import { mapValues } from "../../core/map_values.ts";
import type { GeneratorState } from "../../core/random/torch.ts";
import { sha256 } from "../data/bytes.ts";
import { looksOf } from "../sweep/plan.ts";
import type { Evaluation, Inspection, Samples, UpdateRow } from "../results.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import type { RunConfig } from "../schema/schema.ts";
import type { TrainStart } from "../training/train.ts";
import { VERSION } from "../version.ts";

/** A training between two updates, and what it has recorded so far. */
export interface Checkpoint extends TrainStart {
  /** Of the steps before `state.step`, as everything here. */
  evaluations: Evaluation[];
  /** Those so far. */
  inspections: Inspection[];
  /** Those so far. */
  updates: UpdateRow[];
  /** Drawn before training, where the config wants that. */
  written: Samples;
  /** Spent so far. */
  seconds: number;
  /** Those of them that went into steps. */
  stepSeconds: number;
}

/** Whose checkpoint it is. */
export interface CheckpointOwner {
  /** The run's. */
  hash: string;
  config: RunConfig;
}

const MAGIC = new TextEncoder().encode("handgrad checkpoint 1\n");
const HEAD = MAGIC.length + 16;
const DIGEST = 32;
const LOSSES = "losses";

/** The bytes of a checkpoint file. */
export async function encodeCheckpoint(
  { state, losses, ...recorded }: Checkpoint,
  { hash, config }: CheckpointOwner,
): Promise<Uint8Array<ArrayBuffer>> {
  const { step, streams, tensors, epoch, withoutPenalty } = state;
  const owner = { version: VERSION, hash, looks: looksOf(config) };
  const header = {
    ...owner,
    step,
    streams: plain(streams),
    epoch: epoch && plain({ epoch }),
    withoutPenalty: withoutPenalty && Array.from(withoutPenalty),
    ...recorded,
  };
  const json = new TextEncoder().encode(writeJson(header));
  const body = encodeSafetensors([
    ...tensors,
    { name: LOSSES, shape: [losses.length], data: losses },
  ]);
  const bytes = new Uint8Array(HEAD + json.length + body.length + DIGEST);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setBigUint64(MAGIC.length, BigInt(bytes.length), true);
  view.setBigUint64(MAGIC.length + 8, BigInt(json.length), true);
  bytes.set(json, HEAD);
  bytes.set(body, HEAD + json.length);
  const end = bytes.length - DIGEST;
  bytes.set(Uint8Array.fromHex(await sha256(bytes.subarray(0, end))), end);
  return bytes;
}

/**
 * The checkpoint that a file holds.
 *
 * @throws SyntaxError where it is not whole, or not its owner's; the message says why
 */
export async function decodeCheckpoint(
  bytes: Uint8Array<ArrayBuffer>,
  { hash, config }: CheckpointOwner,
): Promise<Checkpoint> {
  if (bytes.length === 0) throw new SyntaxError("it is empty");
  if (bytes.length < HEAD + DIGEST || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new SyntaxError("it is no checkpoint of this version of handgrad");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = view.getBigUint64(MAGIC.length, true);
  if (length !== BigInt(bytes.length)) {
    throw new SyntaxError(`it has ${bytes.length} bytes instead of ${length}`);
  }
  const end = bytes.length - DIGEST;
  if (await sha256(bytes.subarray(0, end)) !== bytes.subarray(end).toHex()) {
    throw new SyntaxError("its checksum does not fit its bytes");
  }
  // From here on the bytes are what has been written.
  const bodyStart = HEAD + Number(view.getBigUint64(MAGIC.length + 8, true));
  const { version, hash: found, looks, step, streams, epoch, withoutPenalty, ...recorded } = JSON
    .parse(new TextDecoder().decode(bytes.subarray(HEAD, bodyStart)), readNumber);
  if (version !== VERSION) throw new SyntaxError(`it was made by handgrad ${version}`);
  if (found !== hash) throw new SyntaxError("it belongs to another run");
  if (looks !== looksOf(config)) {
    throw new SyntaxError("it was made with other samples or inspections");
  }
  const all = decodeSafetensors(bytes.subarray(bodyStart, end));
  const tensors = all.filter(({ name }) => name !== LOSSES);
  const losses = all.find(({ name }) => name === LOSSES)!.data;
  const state = {
    step,
    tensors,
    streams: packed(streams),
    ...epoch ? packed(epoch) : {},
    ...withoutPenalty ? { withoutPenalty: Float32Array.from(withoutPenalty) } : {},
  };
  return { state, losses, ...recorded };
}

type PlainState = { twister: number[]; nextNormal?: number };

const plain = <K extends string>(streams: Record<K, GeneratorState>) =>
  mapValues(streams, ({ twister, ...rest }: GeneratorState): PlainState => (
    { twister: Array.from(twister), ...rest }
  ));

const packed = <K extends string>(streams: Record<K, PlainState>) =>
  mapValues(streams, ({ twister, ...rest }: PlainState): GeneratorState => (
    { twister: Uint32Array.from(twister), ...rest }
  ));

/** Number by number only where one of them asks for it: that takes ten times as long. */
const writeJson = (value: unknown): string =>
  JSON.stringify(value, isOfJson(value) ? undefined : writeNumber);

/** Whether JSON has all numbers in it. */
function isOfJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value !== "object" || value === null || Object.values(value).every(isOfJson);
}

/** JSON has no NaN, no Infinity and no −0: they become {"$": "NaN"} and so on. */
function writeNumber(_: string, value: unknown): unknown {
  if (Object.is(value, -0)) return { $: "-0" };
  return typeof value !== "number" || Number.isFinite(value) ? value : { $: String(value) };
}

function readNumber(_: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && "$" in value ? Number(value.$) : value;
}
