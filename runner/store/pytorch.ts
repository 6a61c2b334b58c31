/**
 * A model as PyTorch has it: Python that makes the module into which a run's model.safetensors loads strictly.
 *
 * @module
 */
import { layersOf } from "../../core/architectures.ts";
import { isIn, listsIn, planLayers, type PlannedLayer } from "../../core/plan.ts";
import type { Setting } from "../../core/layer.ts";
import type { RunConfig } from "../schema/schema.ts";
import { settingOf } from "../config/setting.ts";

const IMPORTS = `from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F`;

/** The code of the module that a config's model is. */
export function pytorchCode(
  config: Pick<RunConfig, "model" | "dataset">,
  vocabularySize: number,
): string {
  const setting = settingOf(config, vocabularySize);
  const layers = planLayers(layersOf(config.model, config.dataset), setting);
  const classes = new Set<string>();
  const model = `model = nn.Sequential(${dictOf(layers, setting, classes, "")})`;
  return [IMPORTS, ...classes, model].join("\n\n\n") + "\n";
}

/** An OrderedDict of layers; adds the classes that they need. */
function dictOf(
  layers: readonly PlannedLayer[],
  setting: Setting,
  classes: Set<string>,
  indent: string,
): string {
  const deeper = indent + "    ";
  const lines = layers.map((layer) => {
    const { kind, name, input, output, options } = layer;
    const lists = listsIn(kind).map((option) => {
      const inner = layer.layers.filter((one) => isIn(one, option));
      return [option, inner.length && dictOf(inner, setting, classes, deeper)] as const;
    });
    const inside = Object.fromEntries(lists.filter(([, dict]) => dict)) as Record<string, string>;
    const { module, uses = [] } = kind.pytorch({ input, output, options, setting, inside });
    for (const one of uses) classes.add(one);
    return `${deeper}(${JSON.stringify(name.split(".").at(-1))}, ${module}),\n`;
  });
  return `OrderedDict([\n${lines.join("")}${indent}])`;
}
