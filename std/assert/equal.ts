/**
 * Deep equality as `@std/assert` has it, which `node:assert` does not: 0 equals −0, an object without a prototype
 * equals a plain one, and what a getter gives counts.
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

/** `underWay` holds the pairs that are being compared, for objects that contain themselves. */
function compare(a: unknown, b: unknown, underWay: Map<unknown, unknown>): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (prototypeOf(a) !== prototypeOf(b)) return false;
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof RegExp || a instanceof URL) return String(a) === String(b);
  if (ArrayBuffer.isView(a) && !(a instanceof DataView)) {
    return elementsEqual(a as Float64Array, b as Float64Array);
  }
  if (a instanceof ArrayBuffer) {
    return elementsEqual(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  }
  if (underWay.get(a) === b) return true;
  underWay.set(a, b);
  const isEqual = a instanceof Set || a instanceof Map
    ? entriesEqual(a, b as typeof a, underWay)
    : propertiesEqual(a, b, underWay);
  underWay.delete(a);
  return isEqual;
}

const prototypeOf = (x: object) => Object.getPrototypeOf(x) ?? Object.prototype;

function elementsEqual(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false;
  return true;
}

type Entries = Set<unknown> | Map<unknown, unknown>;

/** Whether each entry of `a` has its own equal in `b`, in any order. */
function entriesEqual(a: Entries, b: Entries, underWay: Map<unknown, unknown>): boolean {
  const rest = [...b.entries()];
  return a.size === b.size && [...a.entries()].every((entry) => {
    const i = rest.findIndex((other) => compare(entry, other, underWay));
    return i >= 0 && rest.splice(i, 1).length === 1;
  });
}

function propertiesEqual(a: object, b: object, underWay: Map<unknown, unknown>): boolean {
  const keys = keysOf(a);
  return keys.length === keysOf(b).length &&
    keys.every((key) => key in b && compare(Reflect.get(a, key), Reflect.get(b, key), underWay));
}

/** The keys that count: a plain object's and an array's own enumerable ones, else all own and inherited ones. */
function keysOf(x: object): (string | symbol)[] {
  return isRoot(Object.getPrototypeOf(x)) ? Reflect.ownKeys({ ...x }) : allKeys(x);
}

function allKeys(x: object | null): (string | symbol)[] {
  return isRoot(x) ? [] : [...Reflect.ownKeys(x!), ...allKeys(Object.getPrototypeOf(x))];
}

const isRoot = (x: object | null) => x === null || x === Object.prototype || x === Array.prototype;
