/** When a learning rate that waits for plateaus drops, and how far. */
export interface PlateauOptions {
  /** The rate at the start. */
  initial: number;
  /** What the rate is multiplied by. */
  factor: number;
  /** How many evaluations in a row may bring no better loss. */
  patience: number;
  /** A loss is better where it is below the best one times 1 − threshold. */
  threshold: number;
  /** How many evaluations after a drop do not count. */
  cooldown: number;
  /** The rate does not drop below it. */
  minimum: number;
}

/** A learning rate that depends on how the training goes. */
export interface Plateau {
  rate(): number;
  /** Takes the next evaluated loss. */
  see(loss: number): void;
}

/** A smaller drop is none. */
const LEAST_DROP = 1e-8;

/**
 * A rate that drops once `patience` evaluations and one more have brought no better loss, as PyTorch's
 * ReduceLROnPlateau.
 *
 * @see https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
 */
export function createPlateau(options: PlateauOptions): Plateau {
  const { initial, factor, patience, threshold, cooldown, minimum } = options;
  let rate = initial;
  let best = Infinity;
  let bad = 0;
  let cooling = 0;
  return {
    rate: () => rate,
    see(loss) {
      if (loss < best * (1 - threshold)) {
        best = loss;
        bad = 0;
      } else bad++;
      if (cooling > 0) {
        cooling--;
        bad = 0;
      }
      if (bad <= patience) return;
      const lower = Math.max(rate * factor, minimum);
      if (rate - lower > LEAST_DROP) rate = lower;
      cooling = cooldown;
      bad = 0;
    },
  };
}
