/**
 * The settings grouped by whatever key the reader wants.
 *
 * @module
 */
import { groupsChart } from "../../charts/groups_chart.ts";
import { formatCount } from "../../format.ts";
import { groupsBy } from "../../sweep/groups.ts";
import {
  firstRung,
  groupsCaption,
  groupsSummary,
  groupsTable,
  lossName,
} from "../../sweep/groups_table.ts";
import { firstKey } from "../../sweep/importance.ts";
import type { SweepData } from "../../sweep/sweep_data.ts";
import type { ViewPart } from "../address.ts";
import { element, elementOf } from "../dom.ts";
import { offerTables } from "../table_files.ts";
import { makeTablesSortable } from "../table_sort.ts";

/** Brings them to life; undefined where there is nothing to group by. @returns the view as it goes into an address */
export function groups(
  part: HTMLElement,
  data: SweepData,
  changed: () => void,
): Pick<ViewPart, "read" | "write"> | undefined {
  const section = part.querySelector<HTMLElement>("section.by-key");
  if (section === null) return undefined;
  const figure = section.querySelector("figure.groups")!;
  const image = figure.querySelector<HTMLElement>("[role=img]")!;
  const caption = figure.querySelector(".explanation")!;
  const table = section.querySelector<HTMLElement>(".groups-table")!;
  const first = { key: firstKey(data), rung: firstRung(data) };
  let { key, rung } = first, width = 0;

  const keys = element(
    "select",
    { onchange: () => set(Number(keys.value), rung) },
    ...data.keys.map(({ name }, k) => element("option", { value: String(k) }, name)),
  );
  const losses = element(
    "select",
    { onchange: () => set(key, losses.value === "" ? undefined : Number(losses.value)) },
    ...data.rungs.map((step, i) =>
      element("option", { value: String(i) }, `at step ${formatCount(step)}`)
    ),
    element("option", { value: "" }, "at the end"),
  );
  figure.before(element(
    "div",
    { class: "sweep-filter", role: "group", "aria-label": "How the settings are grouped" },
    element("label", {}, "Group by ", keys),
    data.rungs.length > 0 && element("label", {}, "Loss ", losses),
  ));

  function drawChart(): void {
    image.replaceChildren(
      groupsChart(groupsBy(data, key, rung), {
        document,
        width: Math.max(280, Math.round(image.clientWidth)),
        loss: lossName(data, rung),
      }),
    );
    for (const style of image.querySelectorAll("style")) style.remove();
    image.firstElementChild!.setAttribute("aria-hidden", "true");
  }

  function set(nextKey: number, nextRung: number | undefined): void {
    [key, rung] = [nextKey, nextRung];
    keys.value = String(key);
    losses.value = String(rung ?? "");
    drawChart();
    image.setAttribute("aria-label", groupsSummary(data, key, rung));
    caption.textContent = groupsCaption(data, key, rung);
    table.replaceChildren(elementOf(groupsTable(data, key, rung)));
    makeTablesSortable(table);
    offerTables(table);
    changed();
  }

  keys.value = String(key);
  losses.value = String(rung ?? "");
  new ResizeObserver(() => {
    if (image.clientWidth === width || image.clientWidth === 0) return;
    width = image.clientWidth;
    drawChart();
  }).observe(image);
  return {
    read: () => {
      const state = `${key}.${rung ?? "end"}`;
      return state === `${first.key}.${first.rung ?? "end"}` ? "" : state;
    },
    write(state) {
      const [k, r] = state.split(".");
      const isKey = /^\d{1,2}$/.test(k) && Number(k) < data.keys.length;
      const isRung = /^\d{1,2}$/.test(r ?? "") && Number(r) < data.rungs.length;
      set(isKey ? Number(k) : first.key, isRung ? Number(r) : r === "end" ? undefined : first.rung);
    },
  };
}
