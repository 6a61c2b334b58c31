/**
 * The view in the address: its fragment names a section, and what of the page is not as at first, so that a link shows
 * what was meant:
 * `#inside&v=0.4&inside=2`. Whatever else stands there is passed over.
 *
 * @module
 */
import { quietly } from "./living/dom.ts";

/** A part of the view that a link keeps. */
export interface ViewPart {
  /** Letters and digits. */
  key: string;
  /** Its state in letters, digits, "." and "-"; "" as at first. */
  read(): string;
  /** Brings it into that state; a text that it cannot read leaves it as at first. */
  write(state: string): void;
}

/** What keeps the view in the address. */
export interface Address {
  /** Keeps one more part. */
  keep(part: ViewPart): void;
  /** Tells the address that something has changed. */
  changed(): void;
  /**
   * Brings the page into the state that the address tells, and from then on follows it. Call it once all parts are
   * kept.
   */
  follow(): void;
}

/** No link is longer; and of one that is, the rest says nothing. */
const MAX_LENGTH = 4000;
const PAIR = /^([a-z\d]+)=([\w.-]*)$/i;
const SECTION = /^[\w-]+$/;

export function address(): Address {
  const parts: ViewPart[] = [];
  let section = "", isFollowing = false;

  function write(): void {
    const pairs = parts.map(({ key, read }) => [key, read()])
      .filter(([, state]) => state !== "").map(([key, state]) => `${key}=${state}`);
    const fragment = [section, ...pairs].join("&");
    const bare = location.href.replace(/#.*/s, "");
    try {
      history.replaceState(null, "", fragment === "" ? bare : `${bare}#${fragment}`);
    } catch {
      // Some browsers take no more changes for a while, and some frames none at all.
    }
  }
  const changed = quietly(write, 250);

  function read(): void {
    const [first, ...rest] = location.hash.slice(1, MAX_LENGTH).split("&");
    const isSection = SECTION.test(first);
    section = isSection ? first : "";
    const states = new Map(
      (isSection ? rest : [first, ...rest]).flatMap((pair) => {
        const found = PAIR.exec(pair);
        return found ? [[found[1], found[2]]] : [];
      }),
    );
    // A link of the page's own names its section alone, and changes nothing else.
    if (!isFollowing || states.size > 0) {
      for (const { key, write } of parts) write(states.get(key) ?? "");
    }
    if (section !== "") goTo(section);
    changed();
  }

  return {
    keep: (part) => void parts.push(part),
    changed: () => {
      if (isFollowing) changed();
    },
    follow() {
      if (location.hash.length > 1) read();
      isFollowing = true;
      addEventListener("hashchange", read);
    },
  };
}

/** Unfolds the section of this heading, and scrolls there. */
function goTo(id: string): void {
  const heading = document.getElementById(id);
  if (heading === null || !/^H[1-6]$/.test(heading.tagName)) return;
  for (let one = heading.closest("details"); one; one = one.parentElement!.closest("details")) {
    one.open = true;
  }
  heading.scrollIntoView();
}
