/**
 * What nobody writes in docs/, by their paths from the project's folder.
 *
 * @module
 */
import { drawHouse, readHouse } from "./architecture.ts";
import { commandsPage } from "./commands.ts";
import { jsonSchemaText } from "../../runner/schema/json_schema.ts";
import { SCHEMA_VERSION } from "../../runner/schema/schema.ts";
import { expectationsPage } from "./expectations.ts";
import { experimentPage, layersPage } from "./experiment.ts";

/** Each file's text. */
export const pages = async (): Promise<Record<string, string>> => ({
  "docs/explanation/architecture.svg": drawHouse(await readHouse()),
  [`docs/schema/v${SCHEMA_VERSION}.json`]: jsonSchemaText(),
  "docs/reference/commands.md": commandsPage(),
  "docs/reference/expectations.md": await expectationsPage(),
  "docs/reference/experiment.md": experimentPage(),
  "docs/reference/layers.md": layersPage(),
});
