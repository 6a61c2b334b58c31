/**
 * Which exercises are solved, kept in the browser where it lets a file do that.
 *
 * @module
 */
import { element } from "../dom.ts";

export interface Progress {
  /** An exercise has been solved. */
  solve(id: string): void;
}

const KEY = "handgrad-lesson";

/** @param ids those of all exercises */
export function keepProgress(ids: readonly string[]): Progress {
  const solved = new Set(stored(ids));
  const place = document.querySelector<HTMLElement>(".progress")!;
  const said = element("span");
  const forget = element("button", {
    type: "button",
    onclick: () => {
      solved.clear();
      keep([]);
      show();
    },
  }, "Forget");
  place.append(said, " ", forget);
  const isKept = keep([...solved]);
  document.querySelector(".keeping")!.textContent = isKept
    ? "Your browser remembers which ones you have solved."
    : "This browser keeps nothing for a file, so which ones you have solved is forgotten when you close the page.";

  function show(): void {
    said.textContent = `${solved.size} of ${ids.length} exercises solved`;
    forget.hidden = solved.size === 0;
    for (const id of ids) {
      document.querySelector(`[data-solved="${id}"]`)!.textContent = solved.has(id)
        ? "✓ solved"
        : "";
    }
    for (const tally of document.querySelectorAll<HTMLElement>(".tally")) {
      const all = tally.dataset.of!.split(" ");
      const count = all.filter((id) => solved.has(id)).length;
      tally.textContent = count === all.length ? "✓" : `${count}/${all.length}`;
      tally.title = `${count} of ${all.length} exercises solved`;
    }
  }
  show();
  return {
    solve(id) {
      solved.add(id);
      keep([...solved]);
      show();
    },
  };
}

/** What the browser has kept, as far as it is known here. */
function stored(ids: readonly string[]): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? ids.filter((id) => kept.includes(id)) : [];
  } catch {
    return [];
  }
}

/** @returns whether the browser keeps it */
function keep(solved: readonly string[]): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(solved));
    return true;
  } catch {
    return false;
  }
}
