"""What computes a checkpoint's logits. In reading order: `engine` (the protocol), `choice` (which engine reads a checkpoint), `pytorch` (any checkpoint, any
device), `openvino_cpu` (int8 on a processor), made of `weights`, `quantization` and `graph`; `silent_openvino` (OpenVINO without its telemetry).
"""

from qa_bot.reader.engines.engine import Engine

__all__ = ["Engine"]
