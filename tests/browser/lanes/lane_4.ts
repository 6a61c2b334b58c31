import { deal } from "./deal.ts";

await deal(4);
