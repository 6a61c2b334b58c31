/** reports/script/main.ts and all that it imports, made by `deno task bundle`. */
import type { PageScript } from "./document.ts";

export const PAGE_SCRIPT: PageScript = {
  "text": "typeof document<\"u\"&&t();function t(){JSON.parse(document.getElementById(\"page-data\").textContent).experiments.length!==0&&document.documentElement.classList.add(\"live\")}",
  "sha256": "SKE23ZAoRdfPcGfK14O9MUFx5/JRyYv1CFX9q9MR+IE="
};
