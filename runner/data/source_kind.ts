/** Whether a source is running text, which is one sequence, or lines, which are many. */
export const isRunningText = (source: string | object): source is { text: string } =>
  typeof source === "object" && "text" in source;
