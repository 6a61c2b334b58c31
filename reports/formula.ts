/**
 * Formulas as the lesson writes them, set in MathML, which browsers draw by themselves.
 *
 *     a[i, v]      an index below      Σᵢ a, maxᵥ a   over i, over v
 *     a², aᵀ       above               Σ[s ≤ t] a     over these s
 *     a / b        a fraction of the   (a + b)^(−1/2) a power
 *                  products around it  [i = j]        1 where it holds, else 0
 *     √a, ∂a       a root, a slope     f(a)           f of a
 *     |a|          how large a is
 *
 * What follows a colon, or a comma and a word, is a remark and stays text.
 *
 * @module
 */
import { type Html, html, raw } from "./html.ts";

/** The formula, and the remark on it. @throws SyntaxError for a formula that it cannot read */
export function formula(text: string): Html {
  const [, shown, remark] = /^(.*?)((?:: |, (?=[a-z]{2,} [^=]*|n′|B′)| over all | in one row).*)?$/
    .exec(text)!;
  const parts = new Parser(shown).all();
  return html`${parts.map((math, i) => html`${i > 0 && " "}<math>${raw(math)}</math>`)}${
    remark ?? ""
  }`;
}

/** What a token of a formula looks like. */
const TOKENS = /(\s*)([A-Za-zα-ωΦ][\wα-ω]*′?|\d+(?:\.\d+)?|\S)/gu;
const BELOW: Record<string, string> = {
  "ᵢ": "i",
  "ᵥ": "v",
  "ⱼ": "j",
  "ₖ": "k",
  "ₙ": "n",
  "ₜ": "t",
  "ₕ": "h",
};
const ABOVE: Record<string, string> = {
  "²": "<mn>2</mn>",
  "³": "<mn>3</mn>",
  "ᵀ": "<mi>T</mi>",
};
/** What stands between terms, as HTML. */
const BETWEEN: Record<string, string> = {
  "=": "=",
  "+": "+",
  "−": "−",
  ",": ",",
  "≤": "≤",
  "≥": "≥",
  ">": "&gt;",
};
const FUNCTIONS = ["exp", "ln", "tanh", "max"];

/** Reads a formula from left to right; each method leaves off behind what it has read. */
class Parser {
  readonly #tokens: string[];
  /** Of each token, whether it stands right behind the one before. */
  readonly #isClose: boolean[];
  #at = 0;
  /** What ends the bracket at hand: a bar ends only what a bar began. */
  #end: string | undefined;

  constructor(readonly text: string) {
    const found = [...text.matchAll(TOKENS)];
    this.#tokens = found.map(([, , token]) => token);
    this.#isClose = found.map(([, space]) => space === "");
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

  #isEnd(token: string): boolean {
    return token === "|" ? this.#end === "|" : /^[)\]]$/.test(token);
  }

  /** Terms with = + − , ≤ … between them. */
  #sum(): string {
    let math = "";
    while (this.#next !== undefined && !this.#isEnd(this.#next)) math += this.#operatorOrTerm();
    return math;
  }

  #operatorOrTerm(): string {
    return this.#next! in BETWEEN ? `<mo>${BETWEEN[this.#take()]}</mo>` : this.#term();
  }

  /** A product, or a fraction of two. */
  #term(): string {
    const above = this.#partOfFraction();
    if (this.#next !== "/") return above.product;
    this.#take();
    return `<mfrac><mrow>${above.bare}</mrow><mrow>${this.#partOfFraction().bare}</mrow></mfrac>`;
  }

  /** A product, and the same without brackets around all of it: above and below a bar they are of no use. */
  #partOfFraction(): { product: string; bare: string } {
    const start = this.#at;
    const product = this.#product();
    const tokens = this.#tokens.slice(start, this.#at);
    let depth = 0;
    const end = tokens.findIndex((token) =>
      (depth += token === "(" ? 1 : token === ")" ? -1 : 0) === 0
    );
    const isBracketed = tokens[0] === "(" && end === tokens.length - 1;
    return { product, bare: isBracketed ? product.replace(OUTER, "$1") : product };
  }

  #product(): string {
    const factors = [this.#factor()];
    while (
      this.#next !== undefined && !(this.#next in BETWEEN) && this.#next !== "/" &&
      !this.#isEnd(this.#next)
    ) {
      if (this.#next === "·") this.#take(), factors.push("<mo>⋅</mo>", this.#factor());
      else if (this.#next === "(" && this.#isClose[this.#at]) factors.push(this.#factor());
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
      let below = "";
      while (this.#next !== undefined && this.#next in BELOW) {
        below += `<mi>${BELOW[this.#take()]}</mi>`;
      }
      if (token === "Σ" && this.#next === "[") this.#take(), below = this.#until("]");
      return below === "" ? sign : `<msub>${sign}<mrow>${below}</mrow></msub>`;
    }
    if (token === "√") return `<msqrt>${this.#factor()}</msqrt>`;
    if (token === "∂") return `<mrow><mo>∂</mo>${this.#factor()}</mrow>`;
    if (token === "[") return bracketed("[", this.#until("]"), "]");
    if (token === "(") math = bracketed("(", this.#until(")"), ")");
    else if (token === "|") math = bracketed("|", this.#until("|"), "|");
    else if (/^[\d½]/.test(token)) math = `<mn>${token}</mn>`;
    else if (!/^[A-Za-zα-ωΦ]/.test(token)) throw new SyntaxError(`“${token}” in “${this.text}”`);
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
    const outer = this.#end;
    this.#end = end;
    const math = this.#sum();
    this.#end = outer;
    if (this.#take() !== end) throw new SyntaxError(`“${this.text}” lacks a “${end}”`);
    return math;
  }
}

/** Brackets are as high as the text, but around a fraction. */
function bracketed(open: string, math: string, close: string): string {
  const height = math.includes("<mfrac>") ? "" : ' stretchy="false"';
  return `<mrow><mo${height}>${open}</mo>${math}<mo${height}>${close}</mo></mrow>`;
}

/** Brackets and what is in them. */
const OUTER = /^<mrow><mo[^>]*>\(<\/mo>(.*)<mo[^>]*>\)<\/mo><\/mrow>$/;

const SPACE = `<mspace width=".25em"></mspace>`;
