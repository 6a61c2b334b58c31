/** reports/script/main.ts and all that it imports, made by `deno task bundle`. */
import type { PageScript } from "./document.ts";

export const PAGE_SCRIPT: PageScript = {
  "text": "function r(o){for(let e of o.querySelectorAll(\"[data-steps]\")){let t=e.querySelector(\".step-slider input\");if(t===null)continue;let s=[...e.querySelectorAll(\"datalist option\")].map(n=>n.getAttribute(\"label\")),a=()=>{let n=s[Number(t.value)];t.setAttribute(\"aria-valuetext\",`step ${n}`),e.querySelector(\"output\").textContent=n;for(let l of e.querySelectorAll(\"[data-step]\"))l.hidden=l.dataset.step!==t.value};t.addEventListener(\"input\",a),a()}}typeof document<\"u\"&&u();function u(){JSON.parse(document.getElementById(\"page-data\").textContent).experiments.length!==0&&(r(document),document.documentElement.classList.add(\"live\"))}",
  "sha256": "CmeyyCzO2t7vJ5KOdw9V65yq+qJmUWzHlny1AZyOJ3w="
};
