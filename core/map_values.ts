/** The record with every value changed. */
export const mapValues = <K extends string, V, W>(
  record: Record<K, V>,
  f: (value: V, key: string) => W,
) =>
  Object.fromEntries(
    Object.entries<V>(record).map(([key, value]) => [key, f(value, key)]),
  ) as Record<K, W>;
