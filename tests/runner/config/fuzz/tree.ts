/**
 * A JSON text as a tree of texts, so that it can be damaged in ways that no JavaScript value shows: keys twice, numbers
 * like 1e999.
 *
 * @module
 */

/** A value's own text, a list, or an object with the texts of its keys. */
export type Tree = { text: string } | { items: Tree[] } | { members: [key: string, value: Tree][] };

export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { items: value.map(treeOf) };
  if (typeof value !== "object" || value === null) return { text: JSON.stringify(value) };
  return {
    members: Object.entries(value).filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [JSON.stringify(key), treeOf(inner)]),
  };
}

export function textOf(tree: Tree): string {
  if ("text" in tree) return tree.text;
  if ("items" in tree) return `[${tree.items.map(textOf).join(", ")}]`;
  return `{${tree.members.map(([key, value]) => `${key}: ${textOf(value)}`).join(",\n ")}}`;
}

/** Where a value stands, and how to put something else there: the root, every item, every member's value. */
export interface Spot {
  value: Tree;
  replace(by: Tree): void;
}

/** All of a tree's values but the root. */
export function spotsIn(tree: Tree): Spot[] {
  if ("text" in tree) return [];
  const spots: Spot[] = "items" in tree
    ? tree.items.map((value, i) => ({ value, replace: (by) => void (tree.items[i] = by) }))
    : tree.members.map((member) => ({
      value: member[1],
      replace: (by) => void (member[1] = by),
    }));
  return spots.flatMap((spot) => [spot, ...spotsIn(spot.value)]);
}

/** All of a tree's objects. */
export function objectsIn(tree: Tree): { members: [key: string, value: Tree][] }[] {
  if ("text" in tree) return [];
  if ("items" in tree) return tree.items.flatMap(objectsIn);
  return [tree, ...tree.members.flatMap(([, value]) => objectsIn(value))];
}
