import { assertEquals, assertStringIncludes } from "@std/assert";
import { needs } from "../permissions.ts";
import { run, withHost, writeTiny } from "./host.ts";

const FILES = { read: true, write: ".cache" } as const;

Deno.test(needs("explain prints what each variant's model stands for", FILES), async () => {
  await withHost(async (host) => {
    await writeTiny(host);
    assertEquals(await run(host, "explain", "tiny.json"), 0, host.complained);
    assertEquals(
      host.printed,
      `plain

module       layer           in      out     parameters
embedding    embedding of 2  [3]     [3, 2]          54
flatten      flatten         [3, 2]  [6]              0
linear1      linear of 8     [6]     [8]             56
activation1  tanh            [8]     [8]              0
linear2      linear of V     [8]     [27]           243
             all                                    353

batch norm

module       layer                 in      out     parameters
embedding    embedding of 2        [3]     [3, 2]          54
flatten      flatten               [3, 2]  [6]              0
linear1      linear of 8, no bias  [6]     [8]             48
norm1        batchNorm             [8]     [8]             16
activation1  tanh                  [8]     [8]              0
linear2      linear of V           [8]     [27]           243
             all                                          361

`,
    );
  });
});

Deno.test(
  needs("variants with the same layers are told together, inner layers behind theirs", FILES),
  async () => {
    await withHost(async (host) => {
      const inner = [{ type: "linear", size: 6 }, { type: "relu" }];
      const layers = [
        { type: "embedding", size: 2 },
        { type: "flatten" },
        { type: "residual", name: "skip", layers: inner },
        { type: "linear" },
      ];
      await writeTiny(host, {
        model: { kind: "sequential", layers },
        variants: { slow: { training: { steps: 1 } }, fast: {} },
      });
      assertEquals(await run(host, "explain", "tiny.json"), 0, host.complained);
      assertStringIncludes(host.printed, "All 2 variants\n");
      assertStringIncludes(host.printed, "\nskip                residual");
      assertStringIncludes(host.printed, "\n  skip.linear1      linear of 6");
    });
  },
);

Deno.test(needs("layers that do not fit are refused at their place", FILES), async () => {
  await withHost(async (host) => {
    const layers = [
      { type: "embedding" },
      { type: "flattenConsecutive", count: 2 },
      { type: "linear" },
    ];
    await writeTiny(host, { model: { kind: "sequential", layers }, variants: { a: {} } });
    assertEquals(await run(host, "explain", "tiny.json"), 2);
    assertStringIncludes(
      host.complained,
      "model.layers[1] flattenConsecutive of 2: 3 positions come in, which is no multiple of 2",
    );
  });
});

Deno.test(
  needs("a model is printed as a module of PyTorch, variants in comments", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host, { variants: { plain: {} } });
      assertEquals(await run(host, "explain", "tiny.json", "--pytorch"), 0, host.complained);
      assertEquals(
        host.printed,
        `# plain

from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F


model = nn.Sequential(OrderedDict([
    ("embedding", nn.Embedding(27, 2)),
    ("flatten", nn.Flatten()),
    ("linear1", nn.Linear(6, 8)),
    ("activation1", nn.Tanh()),
    ("linear2", nn.Linear(8, 27)),
]))

`,
      );
    });
  },
);
