import { InputError } from "./errors.ts";

/**
 * Refuses to write through links: Deno lets a program write to wherever a link leads that lies in a folder that it may write.
 *
 * @param folders that are about to be written
 * @throws {InputError} where one of them is a link
 */
export async function refuseLinks(...folders: string[]): Promise<void> {
  for (const folder of folders) {
    const info = await Deno.lstat(folder).catch(() => undefined);
    if (!info?.isSymlink) continue;
    throw new InputError(
      `${folder} is a link, and results are not written through links; remove it, or link results/ as a whole`,
    );
  }
}
