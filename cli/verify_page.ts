/**
 * Whether a report shows what its data say: drawn from them anew, it must be the same file.
 *
 * @module
 */
import { comparePages } from "../reports/page_difference.ts";
import type { PageData } from "../reports/page_contract.ts";
import { encodeData, pageData, RENDERER } from "../reports/page_data.ts";
import { unpackShown } from "../reports/shown.ts";
import { sortedJson } from "../runner/sorted_json.ts";
import type { StoredExperiment } from "../runner/results.ts";
import { different, notCompared, type Verdict } from "../runner/checks/verify.ts";
import { loadPages } from "../conduct/pages.ts";
import { unpackLines } from "./verify_data.ts";

/** @param page the file's text, its byte order mark among it @param data the text of its data, which are JSON */
export async function verifyPage(page: string, data: string): Promise<Verdict> {
  const { rendered, shown }: Partial<PageData> = JSON.parse(data);
  if (typeof shown !== "string" || typeof rendered?.handgrad !== "string") {
    return notCompared(
      "an earlier handgrad has drawn the page, and it holds too little to be drawn anew: " +
        "what it shows has not been compared with its data",
    );
  }
  const { renderPage } = await loadPages();
  let expected: string;
  try {
    expected = renderPage(data);
  } catch (error) {
    return different(`its data are damaged, and give no page: ${(error as Error).message}`);
  }
  if (rendered.handgrad !== RENDERER.handgrad || rendered.script !== RENDERER.script) {
    return notCompared(
      `another handgrad (${shortly(rendered.handgrad)}, with another script) has drawn the page, ` +
        `so that it cannot be compared to the last byte. ${onItsAnswer(page, expected)}`,
    );
  }
  const comparison = comparePages(page, expected);
  switch (comparison.kind) {
    case "same":
      return { result: "same", text: "the page shows what its data say" };
    case "same but for line ends":
      return {
        result: "same",
        text: "the page shows what its data say; only its line ends, or the ends of the file, " +
          "were changed on the way",
      };
    case "saved by a browser":
      return notCompared(
        "a browser has saved this page as it stood on the screen, not the file that it opened: " +
          `bring that one to compare it. ${onItsAnswer(page, expected)}`,
      );
    case "different": {
      const { differences, more } = comparison;
      const places = differences.map(({ part, found, expected }) =>
        `\n  in ${part}: it shows ${quote(found)}, and its data give ${quote(expected)}`
      );
      const rest = more > 0 ? `\n  and in ${more} more ${more === 1 ? "line" : "lines"}` : "";
      return different(`the page does not show what its data say${places.join("")}${rest}`);
    }
  }
}

/** Whether the report in an experiment's folder holds what the folder's files give, and shows it. */
export async function verifyFolderPage(
  page: string,
  data: string | undefined,
  experiment: StoredExperiment,
): Promise<Verdict> {
  if (data === undefined) return notCompared("report.html is not a report of handgrad's");
  const shown = await verifyPage(page, data);
  if (shown.result !== "same") return { ...shown, text: `report.html: ${shown.text}` };
  const stored = encodeData(pageData([experiment]));
  if (sortedJson(unpacked(data)) === sortedJson(unpacked(stored))) {
    return { result: "same", text: "report.html shows what the files of its folder say" };
  }
  return different(
    "report.html does not show what the files of its folder say; deno task report writes it anew",
  );
}

/** A page's data without what depends on how they were compressed. */
function unpacked(text: string): unknown {
  const data: PageData = JSON.parse(text);
  const texts = data.texts.map(({ lines, ...rest }) => ({ ...rest, lines: unpackLines(lines) }));
  return { ...data, texts, shown: unpackShown(data) };
}

/** What a page drawn otherwise still allows to say. */
function onItsAnswer(page: string, expected: string): string {
  const answer = /<p class="verdict">([^]*?)<\/p>/.exec(expected)?.[1];
  if (answer === undefined) return "";
  const words = wordsOf(answer);
  return wordsOf(page).includes(words)
    ? "Its answer is the one that its data give."
    : `Its answer is not to be found in it as its data give it: ${quote(words)}`;
}

const wordsOf = (html: string): string =>
  html.replace(/<[^>]*>/g, "").replace(/&[#\w]+;/g, " ").replace(/[\s\u00a0]+/g, " ").trim();

const quote = (text: string) => `“${text}”`;
const shortly = (text: string) => text.slice(0, 40);
