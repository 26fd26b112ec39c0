"""Makes conv-net.onnx and transformer.onnx beside this file, the same bytes each time.

    pip install onnx==1.23.2 numpy==2.4.6
    python3 functions/onnx/models/make-models.py

Neither was trained: the weights are drawn from a seed, so that answers mean nothing but differ between inputs. Layers are
applied many times with the same weights, as ALBERT does: files stay below 1 MB, and an item takes some 10 ms on one vCPU.
"""

from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, checker, helper, numpy_helper, save_model

OPSET = 17
IR_VERSION = 8


class Graph:
    """Nodes and weights of one network, in the order in which they are applied."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.RandomState(seed)
        self.nodes = []
        self.weights = []

    def weight(self, name: str, shape: list[int], scale: float) -> str:
        return self.constant(name, (self.random.standard_normal(shape) * scale).astype(np.float32))

    def constant(self, name: str, values: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def apply(self, operator: str, *inputs: str, **attributes) -> str:
        """Appends a node; the name of its one output."""
        output = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def model(self, name: str, given: tuple, result: str, answer: tuple) -> ModelProto:
        """`given` and `answer`: (name, element type, shape). `result`: the node output that becomes `answer`."""
        self.nodes.append(helper.make_node("Identity", [result], [answer[0]], name=answer[0]))
        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(*given)],
            [helper.make_tensor_value_info(*answer)],
            self.weights,
        )
        model = helper.make_model(
            graph,
            producer_name="harmonybatch",
            ir_version=IR_VERSION,
            opset_imports=[helper.make_opsetid("", OPSET)],
        )
        checker.check_model(model, full_check=True)
        return model


def conv_net() -> ModelProto:
    """Pictures of 3 x 32 x 32 to the probabilities of ten classes: 3 residual blocks of 64 channels, each applied twice."""
    channels, blocks, repeats, cells, classes = 64, 3, 2, 16, 10
    graph = Graph(seed=1)
    stem = graph.weight("stem", [channels, 3, 3, 3], (2 / 27) ** 0.5)
    state = graph.apply("Relu", graph.apply("Conv", "image", stem, pads=[1, 1, 1, 1]))
    kernels = [graph.weight(f"block_{at}", [channels, channels, 3, 3], 0.3 * (2 / (9 * channels)) ** 0.5) for at in range(blocks)]
    for kernel in kernels * repeats:
        state = graph.apply("Relu", graph.apply("Add", state, graph.apply("Conv", state, kernel, pads=[1, 1, 1, 1])))
    pooled = graph.apply("Flatten", graph.apply("AveragePool", state, kernel_shape=[8, 8], strides=[8, 8]))
    features = channels * cells
    ones, zeros = graph.constant("ones", np.ones(features, np.float32)), graph.constant("zeros", np.zeros(features, np.float32))
    normal = graph.apply("LayerNormalization", pooled, ones, zeros, axis=-1)
    logits = graph.apply("MatMul", normal, graph.weight("head", [features, classes], 2 * features**-0.5))
    scores = graph.apply("Softmax", logits, axis=-1)
    return graph.model(
        "conv-net",
        ("image", TensorProto.FLOAT, ["batch", 3, 32, 32]),
        scores,
        ("scores", TensorProto.FLOAT, ["batch", classes]),
    )


def transformer() -> ModelProto:
    """64 tokens of a vocabulary of 512 to an embedding of 96 numbers of length 1: one layer of 4 heads, applied 16 times."""
    tokens, vocabulary, width, heads, inner, layers = 64, 512, 96, 4, 384, 16
    graph = Graph(seed=2)
    head_width = width // heads
    vectors = graph.weight("vocabulary", [vocabulary, width], 1.0)
    positions = graph.weight("positions", [tokens, width], 0.5)
    query, key, value, joined = (graph.weight(name, [width, width], width**-0.5) for name in ("query", "key", "value", "joined"))
    widen, narrow = graph.weight("widen", [width, inner], width**-0.5), graph.weight("narrow", [inner, width], inner**-0.5)
    ones, zeros = graph.constant("ones", np.ones(width, np.float32)), graph.constant("zeros", np.zeros(width, np.float32))
    split = graph.constant("split", np.array([0, tokens, heads, head_width], np.int64))
    merged = graph.constant("merged", np.array([0, tokens, width], np.int64))
    scale = graph.constant("scale", np.array(head_width**-0.5, np.float32))
    depth = graph.constant("depth", np.array(layers**-0.5, np.float32))

    def norm(state: str) -> str:
        return graph.apply("LayerNormalization", state, ones, zeros, axis=-1)

    def head_split(state: str, weight: str, order: list[int]) -> str:
        return graph.apply("Transpose", graph.apply("Reshape", graph.apply("MatMul", state, weight), split), perm=order)

    def attention(state: str) -> str:
        asked, offered = head_split(state, query, [0, 2, 1, 3]), head_split(state, key, [0, 2, 3, 1])
        shares = graph.apply("Softmax", graph.apply("Mul", graph.apply("MatMul", asked, offered), scale), axis=-1)
        taken = graph.apply("MatMul", shares, head_split(state, value, [0, 2, 1, 3]))
        flat = graph.apply("Reshape", graph.apply("Transpose", taken, perm=[0, 2, 1, 3]), merged)
        return graph.apply("MatMul", flat, joined)

    def feed_forward(state: str) -> str:
        return graph.apply("MatMul", graph.apply("Relu", graph.apply("MatMul", state, widen)), narrow)

    state = graph.apply("Add", graph.apply("Gather", vectors, "tokens"), positions)
    for _ in range(layers):
        for part in (attention, feed_forward):
            state = graph.apply("Add", state, graph.apply("Mul", part(norm(state)), depth))
    # Not ReduceMean: over the middle axis it adds in another order for one item than for several (ONNX Runtime 1.30).
    average = graph.constant("average", np.full([1, tokens], 1 / tokens, np.float32))
    pooled = graph.apply("Reshape", graph.apply("MatMul", average, norm(state)), graph.constant("row", np.array([0, width], np.int64)))
    embedding = graph.apply("LpNormalization", pooled, axis=-1, p=2)
    return graph.model(
        "transformer",
        ("tokens", TensorProto.INT64, ["batch", tokens]),
        embedding,
        ("embedding", TensorProto.FLOAT, ["batch", width]),
    )


if __name__ == "__main__":
    for model in (conv_net(), transformer()):
        path = Path(__file__).parent / f"{model.graph.name}.onnx"
        save_model(model, path)
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")
