/**
 * Words explained where they stand: a button that opens what a word means. It takes no script, and works by mouse,
 * keyboard and finger.
 *
 * @module
 */
import { type Content, type Html, html, raw } from "./html.ts";

/** What may stand on a page, and what it means. */
const MEANINGS: Record<string, string> = {
  nats:
    "The unit of a loss with natural logarithms: −ln of the probability that was given to what came. 1 nat = 1.44 bits. Guessing evenly among V symbols costs ln V.",
  perplexity:
    "e to the power of the loss: among so many equally likely symbols the network is as unsure. Guessing evenly has V.",
  saturated:
    "A unit is saturated for an example where its activation is so flat that (almost) no gradient comes back through it: |tanh| above 0.97, or a relu at 0.",
  dead:
    "A unit is dead that is saturated for every example of the batch: it passes nothing back, so what feeds it does not learn.",
  logits:
    "The output layer’s numbers, one for each symbol, before softmax makes probabilities of them.",
  "principal components":
    "The directions in which points vary most. The picture is the plane of the first two; how much of the variance it keeps is said below it.",
  "confidence interval":
    "A range made so that, over many repetitions of the whole experiment, it holds the true value in the stated share of them.",
  "degrees of freedom":
    "How many independent differences the spread was estimated from: the more there are, the narrower the interval.",
  "Student’s t":
    "The distribution of a mean whose spread is itself estimated from the same few values; it makes intervals wider than the normal one, above all for few seeds.",
  "Tukey’s studentized range":
    "The distribution of the largest difference among several means. Intervals by it hold for all pairs at once, also for the pair that one picks afterwards.",
  "Dunnett":
    "Dunnett’s intervals compare many variants with one baseline, and hold for all of these comparisons at once.",
  "Bonferroni":
    "The permitted share of errors is divided by the number of comparisons, so that all of them hold at once; it errs on the safe side.",
  "F test": "Tells whether two spreads are further apart than chance would make them.",
};

const WORD = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:${Object.keys(MEANINGS).join("|")})(?![\p{L}\p{N}])`,
  "gu",
);

/** What is no text of the page's own: tags, and what is in elements that hold names and code. */
const OTHERS = String.raw`<(bdi|code|button|svg)\b[^>]*>[^]*?<\/\2>|<[^>]*>`;
const PARTS = new RegExp(`(${OTHERS})|([^<]+)`, "g");

/** A piece of the page; in it each word that is explained is a button where it comes first. */
export function explained(piece: Content): Html {
  const seen = new Set<string>();
  return raw(html`${piece}`.text.replace(
    PARTS,
    (_, other, _name, text) =>
      other ?? text.replace(WORD, (word: string) => {
        if (seen.has(word)) return word;
        seen.add(word);
        return button(word).text;
      }),
  ));
}

const button = (word: string): Html =>
  html`<button type="button" class="word" popovertarget="${idOf(word)}">${word}</button>`;

const idOf = (word: string): string => `word-${word.toLowerCase().replace(/[^a-z]+/g, "-")}`;

/** The meanings of the words that have buttons in a part of a page, to go once below it. */
export function meanings({ text }: Html): Html {
  const used = Object.entries(MEANINGS).filter(([word]) =>
    text.includes(`popovertarget="${idOf(word)}"`)
  );
  return html`${
    used.map(([word, meaning]) =>
      html`
        <div id="${idOf(word)}" class="meaning" popover role="note"
          aria-label="${word}"><strong>${word}</strong> ${meaning}</div>
      `
    )
  }`;
}
