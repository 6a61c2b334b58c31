/**
 * Whether a path below results/ is one that every system takes as it stands.
 *
 * @module
 */
import { normalize } from "node:path";

const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\.|$)/i;

/** What is wrong with a relative path, or undefined. */
export function problemOfPath(path: string): string | undefined {
  if (normalize(path) !== path || !path.startsWith("results/")) return "leaves results/";
  for (const part of path.split("/")) {
    if (/^\.|[. ]$|^$/.test(part)) return "begins or ends with what some systems drop";
    if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\\<>:"|?*]/u.test(part)) {
      return "has a character that some systems do not take";
    }
    if (RESERVED.test(part)) return "is a name that Windows reserves";
    if (part.length > 255) return "is too long";
  }
}
