/** Loads what draws the pages: a tenth of a second that who needs no page does without, and others have while they train. */
export const loadPages = () => import("../reports/page.ts");
