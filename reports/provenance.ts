/**
 * Where the results come from and how to have them again.
 *
 * @module
 */
import { type Html, html } from "./html.ts";
import { hasSeeds, type Variant } from "./rows.ts";
import { scrollBox, variantHeader } from "./table.ts";

/** The command, the versions, and the hash of each run. */
export function provenanceSection(command: string, variants: readonly Variant[]): Html {
  const runs = variants.flatMap((variant) => variant.runs.map((run) => ({ variant, run })));
  const versions = new Set(runs.map(({ run }) => {
    const { handgrad, deno, v8, numerics } = run.summary.versions;
    const arithmetic = run.config.arithmetic ?? "plain";
    return `handgrad ${handgrad}, Deno ${deno}, V8 ${v8}, numerics ${numerics}, ${arithmetic} arithmetic`;
  }));
  const seeds = hasSeeds(variants);
  return html`
    <section aria-labelledby="again">
      <h2 id="again">The same again</h2>
      <pre><code>${command}</code></pre>
      ${[...versions].map((version) => html`<p class="note">${version}</p>`)}
      <p class="note">A run with the same hash has the same bits.</p>
      ${scrollBox(
        "Hashes of the runs",
        html`
          <table class="compact">
            <thead>
              <tr>
                <th scope="col">variant</th>
                ${seeds && html`<th scope="col" class="number">seed</th>`}
                <th scope="col">folder</th>
                <th scope="col">hash</th>
              </tr>
            </thead>
            <tbody>
              ${runs.map(({ variant, run }) =>
                html`
                  <tr>
                    ${variantHeader(variant)}
                    ${seeds && html`<td class="number">${run.summary.seed}</td>`}
                    <td><code><bdi>${run.folder}</bdi></code></td>
                    <td><code>${run.summary.hash}</code></td>
                  </tr>
                `
              )}
            </tbody>
          </table>
        `,
      )}
    </section>
  `;
}
