/**
 * The page's style: system fonts, light and dark, from 360 pixels up, and on paper. A file in style/ for each kind of
 * content, with its own rules for narrow pages and paper.
 *
 * @module
 */
import { ANSWER } from "./style/answer.ts";
import { CHARTS } from "./style/charts.ts";
import { COLORS } from "./style/colors.ts";
import { GALLERY } from "./style/gallery.ts";
import { GLOSSARY } from "./style/glossary.ts";
import { GRADCHECK } from "./style/gradcheck.ts";
import { CONTROLS } from "./style/controls.ts";
import { INSIDE } from "./style/inside.ts";
import { NETWORKS } from "./style/networks.ts";
import { LIVING } from "./style/living.ts";
import { REPRODUCE } from "./style/reproduce.ts";
import { SAMPLES } from "./style/samples.ts";
import { SELECTION } from "./style/selection.ts";
import { SWEEP } from "./style/sweep.ts";
import { TABLES } from "./style/tables.ts";
import { TEXT } from "./style/text.ts";

/** The style sheet. */
export const style = (): string =>
  [
    COLORS,
    TEXT,
    ANSWER,
    SELECTION,
    GLOSSARY,
    TABLES,
    CONTROLS,
    CHARTS,
    INSIDE,
    NETWORKS,
    SAMPLES,
    LIVING,
    REPRODUCE,
    GRADCHECK,
    SWEEP,
    GALLERY,
  ]
    .map((part) => part.trim()).join("\n");
