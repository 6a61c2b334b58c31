/** What V8's profiler writes: where a thread was found, sample after sample. */
interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  /** Microseconds since the sample before. */
  timeDeltas: number[];
}

/** Where a thread does nothing. */
const IDLE = ["(idle)", "op_worker_maybe_wait_for_debugger"];

/**
 * How much of the time in which workers did something they were in kernels, by the profiles that `deno run --cpu-prof`
 * has left in a folder.
 */
export async function shareOfKernels(folder: string): Promise<number> {
  let [kernels, busy] = [0, 0];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.includes(".worker-")) continue;
    const profile: Profile = JSON.parse(await Deno.readTextFile(`${folder}/${name}`));
    const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
    profile.samples.forEach((id, i) => {
      const { functionName, url } = frames.get(id)!;
      if (IDLE.includes(functionName)) return;
      busy += profile.timeDeltas[i];
      if (url.startsWith("wasm:")) kernels += profile.timeDeltas[i];
    });
  }
  return kernels / busy;
}
