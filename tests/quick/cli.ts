import { gather } from "./gather.ts";

await gather("cli");
