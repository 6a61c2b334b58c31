/** What JSON calls an object. */
export type JsonObject = Record<string, unknown>;

/** Whether it is one: no list, and not null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
