/** The record with every value changed. */
export const mapValues = <V, W>(record: Record<string, V>, f: (value: V, key: string) => W) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value, key)]));
