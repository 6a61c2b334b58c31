/**
 * Has runs trained by the workers of a queue, and follows them.
 *
 * @module
 */
import { plural } from "../reports/format.ts";
import type { SourceText } from "../runner/data/lines.ts";
import { sortedJson } from "../runner/sorted_json.ts";
import { Listener, publish, type ToSend } from "../runner/queue/publish.ts";
import { keyOf } from "../runner/queue/store.ts";
import type { RunConfig } from "../runner/schema/schema.ts";
import type { Queue } from "./open_queue.ts";
import { harmless } from "../conduct/harmless.ts";
import { describeOutcome, endOfOutcome, type Pending, type Train } from "../conduct/training.ts";

const POLL = 300; // ms
/** Runs that are neither there nor in the queue, whatever the reason, are sent again so often. */
const RESEND = 10_000; // ms
/** So long nobody may move before it is said that there may be nobody. */
const PATIENCE = 5_000; // ms

/**
 * @param textOf the text of a dataset
 * @returns what has runs trained by whoever works on `queue`
 */
export function followQueue(
  queue: Queue,
  textOf: (config: RunConfig["dataset"]) => Promise<SourceText>,
): Train {
  return async (pending, { experiment, store, watch, stop, onStored, onPaused, onFailed }) => {
    const left = new Map<string, Pending[]>();
    const toSend = new Map<string, ToSend>();
    const texts = new Map<string, SourceText>();
    for (const one of pending) {
      const { run, job: { pauseAt } } = one, { dataset } = run.config;
      const key = await keyOf(run), source = sortedJson(dataset);
      if (!texts.has(source)) texts.set(source, await textOf(dataset));
      left.set(key, [...left.get(key) ?? [], one]);
      toSend.set(key, { run, experiment, text: texts.get(source)!, pauseAt });
    }
    if (left.size === 0) return 0;
    const aside = new Set((await queue.jobs.aside([...left.keys()])).map(({ key }) => key));
    await publish(queue, [...toSend].flatMap(([key, one]) => aside.has(key) ? [] : one));
    watch.note(`${plural(left.size - aside.size, "run")} in the queue of ${queue.name}`);

    const listener = new Listener(queue);
    let failures = 0;
    let sent = performance.now(), moved = sent;
    let isQuiet = false;
    const settle = (key: string, how: (one: Pending) => void) => {
      left.get(key)?.forEach(how);
      left.delete(key);
    };
    while (left.size > 0 && !stop.aborted) {
      const news = await listener.news([...left.keys()]);
      for (const { key, progress } of news.moved) {
        left.get(key)?.forEach(({ index }) => watch.update(index, progress));
      }
      for (const key of news.finished) {
        const ended = left.get(key)!;
        for (const { index, run } of ended) {
          const { finished, warnings } = await store.find(run);
          for (const warning of warnings) watch.note(harmless(`Warning: ${warning}`));
          if (!finished) continue; // damaged, and gone: it is sent again
          const { variant } = run;
          const stored = { ...finished, summary: { ...finished.summary, experiment, variant } };
          onStored(index, stored);
          if (stored.summary.status === "diverged") failures++;
          const text = harmless(describeOutcome(stored.summary, stored));
          watch.end(index, text, endOfOutcome(stored.summary, stored));
          left.delete(key);
        }
      }
      for (const { key, step, evaluations } of news.paused) {
        const { pauseAt = Infinity } = toSend.get(key)!;
        if (step < pauseAt) continue;
        settle(key, ({ index }) => {
          onPaused(index, evaluations);
          watch.pause(index);
        });
      }
      for (const { key, why } of news.aside) {
        settle(key, ({ index }) => {
          failures++;
          onFailed(index, why);
          watch.end(index, harmless(`FAILED: set aside, for ${why}`), {
            state: "failed",
            color: "red",
          });
        });
      }
      const now = performance.now();
      const isMoving = Object.values(news).some(({ length }) => length > 0);
      if (isMoving) moved = now;
      if (!isQuiet && now - moved > PATIENCE) {
        watch.note(
          `Nobody seems to work on it: deno task worker --queue …, on this machine or any other`,
        );
        isQuiet = true;
      }
      if (now - sent > RESEND) {
        sent = now;
        const live = await queue.jobs.live([...left.keys()]);
        const lost = [...left.keys()].filter((key) => !live.has(key));
        await publish(queue, lost.map((key) => toSend.get(key)!));
      }
      if (left.size > 0) await sleep(POLL, stop);
    }
    if (stop.aborted && left.size > 0) {
      watch.note(
        `${plural(left.size, "run")} still in the queue; workers go on with what is in it`,
      );
    }
    return failures;
  };
}

function sleep(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    stop.addEventListener("abort", done);
    if (stop.aborted) done();
  });
}
