/**
 * Tells in the list of chapters which one is being read.
 *
 * @module
 */

export function followChapters(): void {
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>(".syllabus a")].map((link) => [
      document.getElementById(decodeURIComponent(link.hash.slice(1)))!,
      link,
    ]),
  );
  const headings = [...links.keys()];
  let current: HTMLAnchorElement | undefined;

  /** The last heading above the upper third of the window. */
  function follow(): void {
    const limit = innerHeight / 3;
    const read = headings.findLast((one) => one.getBoundingClientRect().top < limit) ?? headings[0];
    const link = links.get(read)!;
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "location");
    current = link;
  }
  let isWaiting = false;
  addEventListener("scroll", () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      follow();
    });
  }, { passive: true });
  follow();
}
