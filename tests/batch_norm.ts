/** Batch norm whose running variance starts at one and is the batch's own, as most tests set it. */
export const BATCH_NORM = {
  epsilon: 1e-5,
  momentum: 0.1,
  running: "var",
  start: 1,
  unbiased: false,
} as const;
