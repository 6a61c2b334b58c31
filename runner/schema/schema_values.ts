/**
 * The numbers and texts of the schema, each within bounds.
 *
 * @module
 */
import { z } from "zod";

const MAX_SIZE = 65_536;
export const whole = () =>
  z.int({ error: ({ code }) => code === "invalid_type" ? WHOLE : undefined });
const WHOLE = "a whole number";
export const count = (max = Number.MAX_SAFE_INTEGER) => whole().min(0).max(max);
export const size = (max = MAX_SIZE) => whole().min(1).max(max);
export const text = (max: number) => z.string().max(max);
export const seed = whole().min(0).max(0xffff_ffff);
export const rate = z.number().min(0);
