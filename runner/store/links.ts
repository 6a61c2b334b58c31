/**
 * Deno lets a program write to wherever a link leads that lies in a folder that it may write. handgrad writes through
 * none.
 *
 * @module
 */
import { join, relative, sep } from "node:path";
import { InputError } from "../errors.ts";

/**
 * Checks that no part of the way from `root` down to `folder` is a link; `root` itself may be one.
 *
 * @throws {InputError}
 */
export async function refuseLinks(root: string, folder: string): Promise<void> {
  let path = root;
  for (const part of relative(root, folder).split(sep)) {
    path = join(path, part);
    const info = path === root ? undefined : await Deno.lstat(path).catch(() => undefined);
    if (info?.isSymlink) refuse(path);
  }
}

/**
 * Checks that no link lies in `folder`, if there is such a folder.
 *
 * @throws {InputError}
 */
export async function refuseLinksIn(folder: string): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  const link = entries.find(({ isSymlink }) => isSymlink);
  if (link) refuse(join(folder, link.name));
}

function refuse(link: string): never {
  throw new InputError(
    `${link} is a link, and results are not written through links; remove it, or link results/ as a whole`,
  );
}
