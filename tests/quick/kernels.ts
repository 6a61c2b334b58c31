import { gather } from "./gather.ts";

await gather("core/kernels");
