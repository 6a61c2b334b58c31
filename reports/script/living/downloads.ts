/**
 * What the reader can take away: each variant's weights and the binned losses of all runs.
 *
 * @module
 */
import type { PageData } from "../../page_contract.ts";
import { fromBase64 } from "./base64.ts";
import { metricsCsv, metricsRows } from "../../metrics_csv.ts";
import { element } from "../dom.ts";
import { isolated } from "./dom.ts";

/** Fills each experiment's list of downloads. */
export function offerDownloads(data: PageData): void {
  data.experiments.forEach(({ name, runs, curves }, i) => {
    const whole = document.querySelector(`[data-experiment="${i}"]`) ?? document;
    const list = whole.querySelector(".downloads");
    if (list === null) return;
    const csv = metricsCsv(metricsRows(name, curves));
    list.append(element(
      "li",
      {},
      link(`${name}-losses.csv`, csv, "text/csv"),
      ` the losses of all runs, binned as in the chart (${
        kilobytes(csv.length)
      }); each single one is in the results folder`,
    ));
    for (const { variant, seed, folder, living } of runs) {
      if (!living?.model) continue;
      const bytes = fromBase64(living.model);
      list.append(element(
        "li",
        {},
        link(`${name}-${folder}.safetensors`, bytes, "application/octet-stream"),
        " weights of ",
        isolated(variant),
        `, seed ${seed}, as PyTorch and Hugging Face read them (${kilobytes(bytes.length)})`,
      ));
    }
  });
}

/** A link that saves these contents as a file. */
function link(file: string, contents: BlobPart, type: string): HTMLElement {
  const href = URL.createObjectURL(new Blob([contents], { type }));
  return element("a", { href, download: file }, isolated(file));
}

const kilobytes = (bytes: number): string =>
  `${Math.ceil(bytes / 1000).toLocaleString("en-US")} kB`;
