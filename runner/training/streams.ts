import { TorchGenerator } from "../../core/random/torch.ts";
import type { RunConfig } from "../schema/schema.ts";

/** Where a run's random numbers come from. A stream that continues another is the very same generator. */
export interface Streams {
  /** The initial values. */
  parameters: TorchGenerator;
  /** The examples of each step. */
  batches: TorchGenerator;
  /** What the model writes. */
  samples: TorchGenerator;
}

type StreamConfig = { seed?: number | undefined; continues?: keyof Streams | undefined };

/** The streams of a run, as its config's `random` says; a stream without a seed of its own gets the run's. */
export function createStreams(random: RunConfig["random"], seed: number): Streams {
  const streams: Partial<Streams> = {};
  const stream = (name: keyof Streams): TorchGenerator => {
    const setting: StreamConfig = random[name];
    return streams[name] ??= setting.continues !== undefined
      ? stream(setting.continues)
      : new TorchGenerator(setting.seed ?? seed);
  };
  return {
    parameters: stream("parameters"),
    batches: stream("batches"),
    samples: stream("samples"),
  };
}
