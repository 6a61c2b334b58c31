"""Checks runs' model.safetensors with PyTorch, as somebody who has never heard of handgrad would use them:

    deno run --allow-read tests/tools/logits.ts results/bn/<run> [<run> ...] > .cache/logits.json
    python3 tests/tools/check_safetensors.py .cache/logits.json results/bn/<run> [<run> ...]

Each file is read by the letter of the format's documentation (https://huggingface.co/docs/safetensors), and by the safetensors package too where that is
installed; loaded, strictly, into the modules that `deno task explain … --pytorch` prints; and these modules' logits are compared with handgrad's. Needs PyTorch and NumPy.
"""
import json, struct, sys
from pathlib import Path

import numpy as np
import torch

DTYPES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}


def read(path):
    """The tensors of a file that keeps every rule of the format; an AssertionError names the rule that it breaks."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    assert length <= 100_000_000 and 8 + length <= len(data), "the header's length"
    text = data[8 : 8 + length]
    assert text[:1] == b"{", "the header begins with {"
    assert text.rstrip(b" ")[-1:] == b"}", "the header ends with } and spaces"
    assert (8 + length) % 8 == 0, "the numbers are aligned to 8 bytes"

    def no_duplicates(pairs):
        assert len(dict(pairs)) == len(pairs), "no key twice"
        return dict(pairs)

    header = json.loads(text.decode("utf-8"), object_pairs_hook=no_duplicates)
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(value, str) for value in metadata.values()), "metadata are texts"
    assert metadata.get("format") == "pt", "the format says pt"
    buffer = data[8 + length :]
    end, tensors = 0, {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        assert set(entry) == {"dtype", "shape", "data_offsets"}, f"{name}'s keys"
        begin, stop = entry["data_offsets"]
        assert begin == end, f"no hole and no overlap before {name}"
        size = int(np.prod(entry["shape"], dtype=np.int64)) * DTYPES[entry["dtype"]]
        assert stop - begin == size, f"{name}'s size"
        assert entry["dtype"] == "F32", f"{name} is float32"
        array = np.frombuffer(buffer[begin:stop], "<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(array.copy())
        end = stop
    assert end == len(buffer), "nothing behind the last tensor"
    return tensors


def module(code):
    """What `deno task explain … --pytorch` prints."""
    scope = {}
    exec(code, scope)
    return scope["model"]


def check(folder, wanted):
    tensors = read(folder / "model.safetensors")
    try:
        from safetensors.torch import load_file
    except ImportError:
        print("  (the safetensors package is not installed)")
    else:
        theirs = load_file(folder / "model.safetensors")
        assert set(theirs) == set(tensors) and all(torch.equal(theirs[k], tensors[k]) for k in theirs)
        print("  the safetensors package reads the same tensors")
    model = module(wanted["code"])
    print("  load_state_dict, strict:", model.load_state_dict(tensors, strict=True))
    model.eval()
    with torch.no_grad():
        found = model(torch.tensor(wanted["X"])).flatten(0, -2)
    logits = torch.tensor(wanted["logits"])
    difference = ((found - logits).abs().max() / logits.abs().max()).item()
    print(f"  {len(logits)} rows of logits differ by at most {difference:.2g} of the largest")
    assert difference <= 1e-6


if __name__ == "__main__":
    all_wanted = json.loads(Path(sys.argv[1]).read_text())
    for folder in map(Path, sys.argv[2:]):
        print(folder.name)
        check(folder, all_wanted[folder.name])
