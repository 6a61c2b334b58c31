/**
 * Where the results come from and how to have them again.
 *
 * @module
 */
import { codeBlock } from "./code.ts";
import { formatCount } from "./format.ts";
import { type Html, html } from "./html.ts";
import type { Variant } from "./rows.ts";
import { copyIn, portable, quoted } from "./shell.ts";
import { compactTable, numbers, variantHeader } from "./compact_table.ts";
import type { ShownExperiment, ShownRun } from "./shown_run.ts";

/** The hashes of more runs are folded. */
const MAX_HASHES = 12;

/** The commands, the versions, the seeds, and the hashes of each run. */
export function provenance(
  { name, command }: ShownExperiment,
  variants: readonly Variant[],
): Html {
  const runs = variants.flatMap((variant) => variant.runs.map((run) => ({ variant, run })));
  const versions = new Set(runs.map(({ run }) => describeVersions(run)));
  const seeds = new Set(runs.map(({ run }) => run.summary.seed));
  const file = copyIn(portable(command));
  return html`
    <h3 id="command">Command</h3>
    ${codeBlock(portable(command), "command")}
    ${file !== undefined && html`
      <p
        class="note">Here <code><bdi>${file}</bdi></code> stands for your copy of the experiment’s file.</p>
    `}
    <p>To train again and compare bit by bit:</p>
    ${codeBlock(`deno task verify ${quoted(`results/${name}/report.html`)}`, "verifying command")}
    <dl>
      <div>
        <dt>${seeds.size === 1 ? "seed" : "seeds"}</dt>
        <dd>${[...seeds].join(", ")}</dd>
      </div>
      <div>
        <dt>versions</dt>
        <dd>${[...versions].map((version) => html`<div>${version}</div>`)}</dd>
      </div>
    </dl>
    <h3 id="hashes">Hashes</h3>
    <p class="note">
      A run with the same hash has the same bits, on every machine where its arithmetic is the same.
    </p>
    ${runs.length > MAX_HASHES
      ? html`<details class="unprinted"><summary>Of each of the ${
        formatCount(runs.length)
      } runs</summary>${hashTable(runs)}</details>`
      : hashTable(runs)}
  `;
}

function hashTable(runs: { variant: Variant; run: ShownRun }[]): Html {
  return compactTable(
    "Hashes of the runs",
    ["variant", numbers("seed"), "folder", "run", "losses", "weights"],
    runs.map(({ variant, run: { folder, summary: { seed, hash, hashes } } }) =>
      html`
        <tr>
          ${variantHeader(variant)}
          <td class="number">${seed}</td>
          <td><code><bdi>${folder}</bdi></code></td>
          <td><code class="hash">${hash}</code></td>
          <td><code class="hash">${hashes.losses}</code></td>
          <td><code class="hash">${hashes.weights}</code></td>
        </tr>
      `
    ),
  );
}

/** "handgrad 0.1.0, Deno 2.9.6, V8 15.0, numerics 1, fused arithmetic" */
function describeVersions({ config, summary: { versions } }: ShownRun): string {
  const { handgrad, deno, v8, numerics } = versions;
  const arithmetic = config.arithmetic ?? "plain";
  return `handgrad ${handgrad}, Deno ${deno}, V8 ${v8}, numerics ${numerics}, ${arithmetic} arithmetic`;
}
