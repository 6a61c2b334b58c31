/**
 * The networks that were trained: their layers as a table and as a drawing, each network once.
 *
 * @module
 */
import { layersOf } from "../core/architectures.ts";
import { layerRows, planLayers, type PlannedLayer } from "../core/plan.ts";
import { settingOf } from "../runner/config/setting.ts";
import { networkDrawing } from "./charts/network_chart.ts";
import { formatCount, plural } from "./format.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import type { Variant } from "./rows.ts";
import { compactTable, numbers } from "./compact_table.ts";

/** More would make the page long. */
const MAX_NETWORKS = 8;
/** Names of variants in a heading. */
const MAX_NAMES = 6;

/** A list of layers, and whose it is. */
interface Network {
  layers: PlannedLayer[];
  /** "3 symbols" */
  input: string;
  variants: Variant[];
}

/** The section; a network alone is unfolded. */
export function networksSection(variants: readonly Variant[]): Html {
  const networks = networksOf(variants);
  const shown = networks.slice(0, MAX_NETWORKS);
  const one = networks.length === 1;
  return html`
    <section aria-labelledby="networks">
      <h2 id="networks">${one ? "The network" : "The networks"}</h2>
      <p class="note">
        Layer by layer, from the symbols to a logit for each symbol. Shapes are those of one example;
        filled boxes have parameters.
      </p>
      ${one ? network(networks[0], variants) : shown.map((one) =>
        html`
          <details>
            <summary>${names(one, variants)}</summary>
            ${network(one, variants)}
          </details>
        `
      )}
      ${networks.length > shown.length && html`
        <p class="note">
          And ${plural(networks.length - shown.length, "more network")};
          <code>deno task explain</code> prints all.
        </p>
      `}
    </section>
  `;
}

/** The distinct ones, in the order of the variants. */
function networksOf(variants: readonly Variant[]): Network[] {
  const networks = new Map<string, Network>();
  for (const variant of variants) {
    const [{ config, summary }] = variant.runs;
    const setting = settingOf(config, summary.dataset.vocabulary.length);
    const layers = planLayers(layersOf(config.model, setting), setting);
    const input = plural(setting.contextLength, "symbol");
    const key = JSON.stringify(layerRows(layers));
    const known = networks.get(key);
    if (known) known.variants.push(variant);
    else networks.set(key, { layers, input, variants: [variant] });
  }
  return [...networks.values()];
}

function names({ variants, layers }: Network, all: readonly Variant[]): Html {
  const total = layerRows(layers).reduce((sum, { parameters }) => sum + parameters, 0);
  const shown = variants.length === all.length ? [] : variants.slice(0, MAX_NAMES);
  return html`${
    shown.length === 0 ? `All ${plural(all.length, "variant")}` : shown.map(
      ({ name, index }, i) => html`${i > 0 && ", "}${swatch(index)} <bdi>${name}</bdi>`,
    )
  }${
    shown.length > 0 && variants.length > shown.length &&
    ` and ${formatCount(variants.length - shown.length)} more`
  }:
    ${formatCount(total)} parameters`;
}

function network({ layers, input, variants }: Network, all: readonly Variant[]): Html {
  const rows = layerRows(layers);
  const total = rows.reduce((sum, { parameters }) => sum + parameters, 0);
  const whose = variants.length === all.length ? "" : ` of ${variants[0].name}`;
  return html`
    <div class="with-network">
      ${networkDrawing(layers, input)}
      ${compactTable(
        `Layers${whose}`,
        ["module", "layer", "in", "out", numbers("parameters")],
        [
          rows.map(({ name, title, input, output, parameters }) =>
            html`
              <tr>
                <th scope="row"><code>${name}</code></th>
                <td>${title}</td>
                <td>${input}</td>
                <td>${output}</td>
                <td class="number">${formatCount(parameters)}</td>
              </tr>
            `
          ),
          html`
            <tr>
              <th scope="row">all</th>
              <td></td>
              <td></td>
              <td></td>
              <td class="number">${formatCount(total)}</td>
            </tr>
          `,
        ],
      )}
    </div>
  `;
}
