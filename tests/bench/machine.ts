import { cpus } from "node:os";
import { VERSION } from "../../runner/version.ts";

/** Where and when something was measured. */
export interface Machine {
  date: string;
  cpu: string;
  cores: number;
  system: string;
  handgrad: string;
  deno: string;
  /**
   * How many processes wanted a core in the last minute, before the measurement: other work makes all numbers worse.
   */
  load: number;
}

export function thisMachine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 16).replace("T", " ") + " UTC",
    cpu: cpus()[0]?.model ?? "unknown CPU",
    cores: navigator.hardwareConcurrency,
    system: `${Deno.build.os} ${Deno.build.arch}`,
    handgrad: VERSION,
    deno: Deno.version.deno,
    load: Deno.loadavg()[0],
  };
}

export const describeMachine = ({ date, cpu, cores, system, handgrad, deno, load }: Machine) =>
  `${date} · ${cpu}, ${cores} core${cores === 1 ? "" : "s"}, ${system} · ` +
  `handgrad ${handgrad}, Deno ${deno} · load before ${load.toFixed(2)}`;
