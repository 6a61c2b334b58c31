/**
 * Loads what draws the pages: a tenth of a second that who needs no page does without, and others have while they
 * train.
 */
export const loadPages = async () => {
  const [page, data, further] = await Promise.all([
    import("../reports/page.ts"),
    import("../reports/page_data.ts"),
    import("../reports/further.ts"),
  ]);
  return { ...page, ...data, ...further };
};
