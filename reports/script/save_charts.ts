/**
 * Gives every figure of charts buttons that save them, as they are shown, in one file that stands alone: SVG, or PNG of
 * twice as many pixels.
 *
 * @module
 */
import { element, svgElement } from "./dom.ts";
import { fileName, save } from "./save.ts";

const FIGURES = "figure.chart, figure.inside, figure.race, figure.follows";

/** Adds the buttons. */
export function saveButtons(): void {
  for (const figure of document.querySelectorAll<HTMLElement>(FIGURES)) {
    const button = (kind: string, file: () => Blob | Promise<Blob>) =>
      element("button", {
        type: "button",
        title: `Save what is shown here as ${kind === "PNG" ? "a PNG" : "an SVG"} file`,
        "aria-label": `Save this chart as ${kind}`,
        onclick: async () => {
          // Where no variant is chosen there may be none.
          if (chartsOf(figure).length === 0) return;
          save(`${fileName(titleOf(figure), "chart")}.${kind.toLowerCase()}`, await file());
        },
      }, `${kind} ↓`);
    const svg = () => new Blob([figureSvg(figure).text], { type: "image/svg+xml" });
    const buttons = element(
      "span",
      { class: "download" },
      button("SVG", svg),
      button("PNG", () => png(figureSvg(figure))),
    );
    const caption = figure.querySelector("figcaption");
    if (caption) caption.before(buttons);
    else figure.append(buttons);
  }
}

/** A picture as the text of an SVG file, and its size. */
interface Picture {
  text: string;
  width: number;
  height: number;
}

/** Pixels of a PNG file for one of the page's: it is read in print, too. */
const SCALE = 2;

async function png({ text, width, height }: Picture): Promise<Blob> {
  const image = element("img", { src: `data:image/svg+xml,${encodeURIComponent(text)}` });
  await image.decode();
  const canvas = element("canvas", { width: SCALE * width, height: SCALE * height });
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob!), "image/png"));
}

/** What is smaller is a symbol in a text. */
const LEAST = 60;

/** The charts of a figure that are seen. */
const chartsOf = (figure: Element): SVGSVGElement[] =>
  [...figure.querySelectorAll("svg")].filter((svg) => {
    const { width, height } = svg.getBoundingClientRect();
    return width >= LEAST && height >= LEAST && svg.parentElement!.closest("svg") === null;
  });

/** They and their titles, each at its place. */
function figureSvg(figure: Element): Picture {
  const charts = chartsOf(figure);
  const titles = [...figure.querySelectorAll("h4, .panel-title")].filter((title) =>
    title.getClientRects().length > 0
  );
  const boxes = [...charts, ...titles].map((shown) => shown.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const width = Math.ceil(Math.max(...boxes.map((box) => box.right)) - left);
  const height = Math.ceil(Math.max(...boxes.map((box) => box.bottom)) - top);

  const { backgroundColor, color, fontFamily } = getComputedStyle(document.body);
  const file = svgElement("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    color,
    fill: color,
    "font-family": fontFamily,
  });
  file.append(svgElement("rect", { width, height, fill: backgroundColor }));
  charts.forEach((svg, i) => {
    const copy = svg.cloneNode(true) as SVGSVGElement;
    resolve(svg, copy);
    copy.querySelector(".crosshair")?.remove();
    const { left: x, top: y, width, height } = boxes[i];
    copy.removeAttribute("aria-hidden");
    for (const [name, value] of Object.entries({ x: x - left, y: y - top, width, height })) {
      copy.setAttribute(name, String(Math.round(value)));
    }
    copy.setAttribute("overflow", "visible");
    file.append(copy);
  });
  titles.forEach((title, i) => {
    const { left: x, bottom: y } = boxes[charts.length + i];
    const { fontSize, fontWeight } = getComputedStyle(title);
    const text = svgElement("text", {
      x: Math.round(x - left),
      y: Math.round(y - top) - 5,
      "font-size": fontSize,
      "font-weight": fontWeight,
    });
    text.textContent = title.textContent!.trim();
    file.append(text);
  });
  const text = new XMLSerializer().serializeToString(file).replace(NOT_XML, "\ufffd");
  return { text, width, height };
}

/** What names of variants may hold, and XML may not. */
const NOT_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** What the page's style decides; the first ones pass from an element to those in it. */
const INHERITED = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "font-family",
  "font-size",
  "font-style",
  "font-weight",
  "font-variant-numeric",
  "text-anchor",
  "visibility",
];
const OWN = { opacity: "1", display: "inline" };

/** Writes what the styles of `from` and of all in it come to into the attributes of its copy. */
function resolve(from: Element, to: Element, outer?: CSSStyleDeclaration): void {
  const style = getComputedStyle(from);
  for (const name of INHERITED) {
    const value = style.getPropertyValue(name);
    if (outer?.getPropertyValue(name) === value) to.removeAttribute(name);
    else to.setAttribute(name, value);
  }
  for (const [name, usual] of Object.entries(OWN)) {
    const value = style.getPropertyValue(name);
    if (value !== usual && value !== "block") to.setAttribute(name, value);
    else to.removeAttribute(name);
  }
  to.removeAttribute("style");
  to.removeAttribute("class");
  [...from.children].forEach((child, i) => resolve(child, to.children[i], style));
}

/** The page's title and the chart's or the section's. */
function titleOf(figure: Element): string {
  const before = figure.previousElementSibling;
  const heading = before?.tagName === "H3"
    ? before
    : figure.closest("section")?.querySelector("h2");
  return `${document.title} ${heading?.textContent ?? ""}`;
}
