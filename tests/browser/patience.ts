/** Milliseconds that a page may take on a busy machine until it is as a test waits for it. */
export const PATIENCE = 120_000;
