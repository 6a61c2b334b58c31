/**
 * Gives every `[data-copy]` a button that copies its text; what the attribute says is what the button is named after.
 *
 * @module
 */

export function addCopyButtons(root: ParentNode): void {
  for (const source of root.querySelectorAll<HTMLElement>("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy the ${source.dataset.copy}`);
    const said = document.createElement("span");
    said.className = "said";
    said.setAttribute("role", "status");
    const bar = document.createElement("div");
    bar.className = "copying";
    bar.append(said, button);
    source.before(bar);
    button.addEventListener("click", async () => {
      said.textContent = "";
      said.textContent = await copy(source);
    });
  }
}

/**
 * Copies, or where the browser does not let a page do that, selects what can then be copied by hand. Says what it did.
 */
async function copy(source: HTMLElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return "Copied";
  } catch {
    getSelection()!.selectAllChildren(source);
    return "Selected: copy it with Ctrl+C or ⌘C";
  }
}
