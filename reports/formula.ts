/**
 * Formulas as the lesson writes them, set in MathML, which browsers draw by themselves.
 *
 *     a[i, v]      an index below      Σᵢ a, maxᵥ a   over i, over v
 *     a², aᵀ       above               (a + b)^(−1/2) a power
 *     a / b        a fraction of the products around it
 *
 * What follows a colon, or a comma and a word, is a remark and stays text.
 *
 * @module
 */
import { type Html, html, raw } from "./html.ts";

/** The formula, and the remark on it. @throws SyntaxError for a formula that it cannot read */
export function formula(text: string): Html {
  const [, shown, remark] = /^(.*?)((?:: |, (?=[a-z]+ [^=]*|n′|B′)| over all | in one row).*)?$/
    .exec(text)!;
  const parts = new Parser(shown).all();
  return html`${parts.map((math, i) => html`${i > 0 && " "}<math>${raw(math)}</math>`)}${
    remark ?? ""
  }`;
}

/** What a token of a formula looks like. */
const TOKENS = /\s*([A-Za-zε]\w*′?|[\d½]+|[ᵢᵥ²ᵀΣ]|\S)/gu;
const BELOW: Record<string, string> = { "ᵢ": "i", "ᵥ": "v" };
const ABOVE: Record<string, string> = { "²": "<mn>2</mn>", "ᵀ": "<mi>T</mi>" };
const FUNCTIONS = ["exp", "ln", "tanh", "max"];

/** Reads a formula from left to right; each method leaves off behind what it has read. */
class Parser {
  readonly #tokens: string[];
  #at = 0;

  constructor(readonly text: string) {
    this.#tokens = [...text.matchAll(TOKENS)].map(([, token]) => token);
  }

  /** In parts, between which a line may break: before = and +. */
  all(): string[] {
    const parts = [""];
    while (this.#next !== undefined) {
      if (/^[=+]$/.test(this.#next) && parts.at(-1) !== "") parts.push("");
      parts[parts.length - 1] += this.#operatorOrTerm();
    }
    return parts;
  }

  get #next(): string | undefined {
    return this.#tokens[this.#at];
  }

  #take(): string {
    return this.#tokens[this.#at++];
  }

  /** Terms with = + − , between them. */
  #sum(): string {
    let math = "";
    while (this.#next !== undefined && !/^[)\]]$/.test(this.#next)) math += this.#operatorOrTerm();
    return math;
  }

  #operatorOrTerm(): string {
    return /^[=+−,]$/.test(this.#next!) ? `<mo>${this.#take()}</mo>` : this.#term();
  }

  /** A product, or a fraction of two. */
  #term(): string {
    const above = this.#product();
    if (this.#next !== "/") return above;
    this.#take();
    return `<mfrac><mrow>${above}</mrow><mrow>${this.#product()}</mrow></mfrac>`;
  }

  #product(): string {
    const factors = [this.#factor()];
    while (this.#next !== undefined && !/^[)\]=+−,/]$/.test(this.#next)) {
      if (this.#next === "·") this.#take(), factors.push("<mo>⋅</mo>", this.#factor());
      else factors.push(SPACE, this.#factor());
    }
    return factors.join("");
  }

  /** A name, number, parenthesis or sum, with what stands below and above it. */
  #factor(): string {
    const token = this.#take();
    if (token === undefined) throw new SyntaxError(`“${this.text}” breaks off`);
    let math = `<mi>${token}</mi>`;
    if (token === "Σ" || FUNCTIONS.includes(token)) {
      const sign = token === "Σ" ? "<mo>Σ</mo>" : `<mi>${token}</mi>`;
      if (this.#next !== undefined && this.#next in BELOW) {
        return `<msub>${sign}<mi>${BELOW[this.#take()]}</mi></msub>`;
      }
      return sign;
    }
    if (token === "(") math = `<mrow><mo>(</mo>${this.#until(")")}<mo>)</mo></mrow>`;
    else if (/^[\d½]/.test(token)) math = `<mn>${token}</mn>`;
    else if (!/^[A-Za-zε]/.test(token)) throw new SyntaxError(`“${token}” in “${this.text}”`);
    if (this.#next === "[") {
      this.#take();
      math = `<msub>${math}<mrow>${this.#until("]")}</mrow></msub>`;
    }
    if (this.#next !== undefined && this.#next in ABOVE) {
      math = `<msup>${math}${ABOVE[this.#take()]}</msup>`;
    } else if (this.#next === "^") {
      this.#take();
      if (this.#take() !== "(") throw new SyntaxError(`A power in “${this.text}” has no bracket`);
      math = `<msup>${math}<mrow>${this.#until(")")}</mrow></msup>`;
    }
    return math;
  }

  #until(end: string): string {
    const math = this.#sum();
    if (this.#take() !== end) throw new SyntaxError(`“${this.text}” lacks a “${end}”`);
    return math;
  }
}

const SPACE = `<mspace width=".25em"></mspace>`;
