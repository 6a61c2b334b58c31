/**
 * fast-check, which makes up values for tests of properties.
 *
 * @module
 */
// The packages in deno.json are downloaded by everyone who trains; what only tests need is named where it is used.
export { default } from "npm:fast-check@4.10.2";
