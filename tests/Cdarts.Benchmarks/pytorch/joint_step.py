"""The networks and the joint step of CDARTS in eager PyTorch, as a measure for ours: one thread, float32.

The search network mixes the seven operations of every edge ("none" only takes its share of the softmax); the evaluation network runs the edges of a
genotype. They share stem, distillation heads (fixed) and ensemble parameter. A joint step is

  update 1  alphas (Adam) and evaluation weights (SGD) on the validation batch: CE_S + CE_E + T^2 KL + lambda sum |alpha of pools and skips|;
  update 2  search weights (SGD) on the training batch: CE_S.

The search network's own weights get no gradients in update 1: nobody uses them. The last line of the output is JSON: [elapsed, processor] milliseconds
of every timed step. The program refuses to run when its counts of parameters or multiply-adds are not the expected ones.
"""

import argparse
import json
import re
import resource
import statistics
import sys
import time
import warnings

import torch
import torch.nn.functional as F
from torch import nn

PRIMITIVES = ["max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5"]
CANDIDATES = len(PRIMITIVES) + 1
REGULARISED = [PRIMITIVES.index(name) for name in ("max_pool_3x3", "avg_pool_3x3", "skip_connect")]
NODES = 4
EDGES = sum(node + 2 for node in range(NODES))
TEMPERATURE = 2.0
LAMBDA = 5.0


def norm(channels):
    return nn.BatchNorm2d(channels, affine=False)


class Pointwise(nn.Sequential):
    """Brings a cell's input to the cell's channels."""

    def __init__(self, inputs, outputs):
        super().__init__(nn.ReLU(), nn.Conv2d(inputs, outputs, 1, bias=False), norm(outputs))


class FactorizedReduce(nn.Module):
    """Halves height and width: two strided 1x1 convolutions, the second on the input without its first row and column."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.even = nn.Conv2d(inputs, outputs // 2, 1, stride=2, bias=False)
        self.odd = nn.Conv2d(inputs, outputs // 2, 1, stride=2, bias=False)
        self.norm = norm(outputs)

    def forward(self, x):
        x = F.relu(x)
        return self.norm(torch.cat([self.even(x), self.odd(x[:, :, 1:, 1:])], dim=1))


class DepthwiseSeparable(nn.Sequential):
    """ReLU, depthwise convolution, 1x1 convolution, batch norm."""

    def __init__(self, channels, kernel, stride, dilation):
        padding = dilation * (kernel - 1) // 2
        super().__init__(
            nn.ReLU(),
            nn.Conv2d(channels, channels, kernel, stride, padding, dilation, groups=channels, bias=False),
            nn.Conv2d(channels, channels, 1, bias=False),
            norm(channels),
        )


def make_operation(name, channels, stride):
    if name == "max_pool_3x3":
        return nn.MaxPool2d(3, stride, padding=1)
    if name == "avg_pool_3x3":
        return nn.AvgPool2d(3, stride, padding=1, count_include_pad=False)
    if name == "skip_connect":
        return nn.Identity() if stride == 1 else FactorizedReduce(channels, channels)
    kernel = int(name[-1])
    if name.startswith("dil_conv"):
        return DepthwiseSeparable(channels, kernel, stride, dilation=2)
    return nn.Sequential(DepthwiseSeparable(channels, kernel, stride, 1), DepthwiseSeparable(channels, kernel, 1, 1))


class MixedOp(nn.Module):
    def __init__(self, channels, stride):
        super().__init__()
        self.operations = nn.ModuleList([make_operation(name, channels, stride) for name in PRIMITIVES])

    def forward(self, x, weights):
        return sum(weight * operation(x) for weight, operation in zip(weights, self.operations))


class Cell(nn.Module):
    def __init__(self, place):
        super().__init__()
        self.reduction = place["reduction"]
        channels = place["channels"]
        bring = FactorizedReduce if place["previous_reduction"] else Pointwise
        self.input0 = bring(place["before_previous"], channels)
        self.input1 = Pointwise(place["previous"], channels)

    def stride(self, source):
        return 2 if self.reduction and source < 2 else 1


class SearchCell(Cell):
    """Every operation on every edge; a node is the mean of its edges."""

    def __init__(self, place):
        super().__init__(place)
        self.edges = nn.ModuleList(
            [MixedOp(place["channels"], self.stride(source)) for node in range(NODES) for source in range(node + 2)])

    def forward(self, s0, s1, weights):
        states = [self.input0(s0), self.input1(s1)]
        first = 0
        for _ in range(NODES):
            count = len(states)
            states.append(sum(self.edges[first + i](state, weights[first + i]) for i, state in enumerate(states)) / count)
            first += count
        return torch.cat(states[2:], dim=1)


class EvaluationCell(Cell):
    """The two kept edges of every node; a node is their sum."""

    def __init__(self, place, nodes):
        super().__init__(place)
        self.sources = [[edge["from"] for edge in edges] for edges in nodes]
        self.operations = nn.ModuleList(
            [make_operation(edge["operation"], place["channels"], self.stride(edge["from"])) for edges in nodes for edge in edges])

    def forward(self, s0, s1):
        states = [self.input0(s0), self.input1(s1)]
        operations = iter(self.operations)
        for sources in self.sources:
            first, second = (next(operations)(states[source]) for source in sources)
            states.append(first + second)
        return torch.cat(states[2:], dim=1)


class DistillationHead(nn.Sequential):
    def __init__(self, channels, classes):
        super().__init__(
            nn.ReLU(),
            nn.AvgPool2d(6, stride=2, count_include_pad=False),
            nn.Conv2d(channels, 128, 1, bias=False), norm(128), nn.ReLU(),
            nn.Conv2d(128, 768, 2, bias=False), norm(768), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(768, classes),
        )


def lay_out(cells, channels, stem_channels):
    """Where the cells are: the reductions lie at a third and two thirds, and double the channels."""
    places, before_previous, previous, previous_reduction = [], stem_channels, stem_channels, False
    for k in range(cells):
        reduction = k in (cells // 3, 2 * cells // 3)
        channels *= 2 if reduction else 1
        places.append({
            "reduction": reduction, "previous_reduction": previous_reduction,
            "before_previous": before_previous, "previous": previous, "channels": channels})
        before_previous, previous, previous_reduction = previous, NODES * channels, reduction
    return places


class Shared(nn.Module):
    """Stem, distillation heads (they keep their initial weights) and ensemble parameter of both networks."""

    def __init__(self, places, stem_channels, classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, stem_channels, 3, padding=1, bias=False), nn.BatchNorm2d(stem_channels))
        self.heads = nn.ModuleList([DistillationHead(NODES * p["channels"], classes) for p in places if p["reduction"]])
        self.heads.requires_grad_(False)
        self.ensemble = nn.Parameter(0.333 * torch.rand(3))

    def learning(self):
        return [*self.stem.parameters(), self.ensemble]


class Network(nn.Module):
    def __init__(self, cells, outputs, classes):
        super().__init__()
        self.cells = nn.ModuleList(cells)
        self.classifier = nn.Linear(outputs, classes)

    def forward(self, x, shared, weights=None, with_ensemble=True):
        s0 = s1 = shared.stem(x)
        exits = []
        for cell in self.cells:
            mixing = () if weights is None else (weights[1] if cell.reduction else weights[0],)
            s0, s1 = s1, cell(s0, s1, *mixing)
            if with_ensemble and cell.reduction:
                exits.append(shared.heads[len(exits)](s1))
        logits = self.classifier(F.adaptive_avg_pool2d(s1, 1).flatten(1))
        if not with_ensemble:
            return logits, None
        return logits, torch.cat([weight * exit for weight, exit in zip(F.softmax(shared.ensemble, 0), [*exits, logits])])


class JointStep:
    def __init__(self, options):
        genotype = json.loads(options.genotype)
        stem_channels = options.channels * options.stem_multiplier
        search = lay_out(options.search_cells, options.channels, stem_channels)
        evaluation = lay_out(options.evaluation_cells, options.channels, stem_channels)
        self.shared = Shared(search, stem_channels, options.classes)
        self.search = Network([SearchCell(place) for place in search], NODES * search[-1]["channels"], options.classes)
        self.evaluation = Network(
            [EvaluationCell(place, genotype["reduction" if place["reduction"] else "normal"]["nodes"]) for place in evaluation],
            NODES * evaluation[-1]["channels"], options.classes)
        self.alphas = [nn.Parameter(1e-3 * torch.randn(EDGES, CANDIDATES)) for _ in range(2)]
        for module in (self.shared, self.search, self.evaluation):
            module.to(options.device)
        self.alphas = [nn.Parameter(alphas.detach().to(options.device)) for alphas in self.alphas]
        self.search_weights = [*self.shared.learning(), *self.search.parameters()]
        self.evaluation_weights = [*self.shared.learning(), *self.evaluation.parameters()]
        self.search_optimizer = torch.optim.SGD(self.search_weights, 0.08, momentum=0.9, weight_decay=3e-4)
        self.evaluation_optimizer = torch.optim.SGD(self.evaluation_weights, 0.08, momentum=0.9, weight_decay=3e-4)
        self.alpha_optimizer = torch.optim.Adam(self.alphas, 3e-4, betas=(0.5, 0.999))

    def mixing_weights(self):
        return [F.softmax(alphas, dim=1) for alphas in self.alphas]

    def learn_alphas_and_evaluation_weights(self, x, y):
        self.search.requires_grad_(False)
        logits_s, ensemble_s = self.search(x, self.shared, self.mixing_weights())
        logits_e, ensemble_e = self.evaluation(x, self.shared)
        interactive = F.kl_div(F.log_softmax(ensemble_s / TEMPERATURE, 1), F.softmax(ensemble_e / TEMPERATURE, 1), reduction="mean")
        regulariser = sum(alphas[:, REGULARISED].abs().sum() for alphas in self.alphas)
        loss = F.cross_entropy(logits_s, y) + F.cross_entropy(logits_e, y) + TEMPERATURE ** 2 * interactive + LAMBDA * regulariser
        self.evaluation_optimizer.zero_grad(set_to_none=True)
        self.alpha_optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.evaluation_weights, 5.0)
        self.evaluation_optimizer.step()
        self.alpha_optimizer.step()
        self.search.requires_grad_(True)
        return loss.item()

    def learn_search_weights(self, x, y):
        with torch.no_grad():
            weights = self.mixing_weights()
        logits, _ = self.search(x, self.shared, weights, with_ensemble=False)
        loss = F.cross_entropy(logits, y)
        self.search_optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.search_weights, 5.0)
        self.search_optimizer.step()
        return loss.item()


def parameters(*modules):
    return sum(p.numel() for module in modules for p in module.parameters())


class MultiplyAdds:
    """Counts, while it is attached, what convolutions and linear maps compute for one picture: forward, and each gradient that is asked for."""

    def __init__(self, *modules):
        self.total = 0
        layers = [layer for module in modules for layer in module.modules() if isinstance(layer, (nn.Conv2d, nn.Linear))]
        self.handles = [layer.register_forward_hook(self.note) for layer in layers]

    def note(self, layer, inputs, output):
        places = output[0].numel() // output.shape[1]
        passes = 1 + int(inputs[0].requires_grad) + int(layer.weight.requires_grad)
        self.total += passes * layer.weight.numel() * places

    def detach(self):
        for handle in self.handles:
            handle.remove()


def require(what, expected, actual):
    if expected != actual:
        sys.exit(f"The PyTorch networks are not those of the benchmark: {what} {actual} in place of {expected}.")


def now():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return 1e3 * time.perf_counter(), 1e3 * (usage.ru_utime + usage.ru_stime)


def finish(device):
    """Waits for what was only enqueued."""
    if device.startswith("cuda"):
        torch.cuda.synchronize(device)


def spent(start, end):
    return [end[0] - start[0], end[1] - start[1]]


def peak_resident_kib():
    """Not ru_maxrss: a started program's begins at that of its parent."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in (
            "channels", "stem-multiplier", "search-cells", "evaluation-cells", "classes", "side", "batch", "steps", "warmup",
            "search-parameters", "evaluation-parameters", "multiply-adds"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--device", default="cpu", help="cpu or cuda:N")
    parser.add_argument("--genotype", required=True, help="JSON of the schema cdarts.genotype")
    return parser.parse_args()


def main():
    options = read_options()
    warnings.filterwarnings("ignore", message="reduction: 'mean' divides")  # the mean over all elements is what is published
    torch.set_num_threads(1)
    torch.manual_seed(1)
    step = JointStep(options)
    require("search parameters", options.search_parameters, parameters(step.shared, step.search))
    require("evaluation parameters", options.evaluation_parameters, parameters(step.shared, step.evaluation))

    shape = (options.batch, 3, options.side, options.side)
    train, valid = (
        (torch.randn(shape).to(options.device), torch.randint(options.classes, (options.batch,)).to(options.device)) for _ in range(2))
    times = {"joint": [], "update 1": [], "update 2": []}
    for k in range(-options.warmup, options.steps):
        counter = MultiplyAdds(step.shared, step.search, step.evaluation) if k == -options.warmup else None
        start = now()
        step.learn_alphas_and_evaluation_weights(*valid)
        middle = now()
        step.learn_search_weights(*train)
        finish(options.device)
        end = now()
        if counter:
            counter.detach()
            require("multiply-adds of a joint step", options.multiply_adds, counter.total)
        if k >= 0:
            times["update 1"].append(spent(start, middle))
            times["update 2"].append(spent(middle, end))
            times["joint"].append(spent(start, end))

    capability = re.search(r"CPU capability usage: (\S+)", torch.__config__.show())
    peak = peak_resident_kib()
    elapsed, processor = ([pair[i] for pair in times["joint"]] for i in range(2))
    print(
        f"PyTorch {torch.__version__}: joint step, processor ms best {min(processor):.1f} median {statistics.median(processor):.1f},"
        f" elapsed ms best {min(elapsed):.1f} median {statistics.median(elapsed):.1f}, peak {peak / 1024:.0f} MiB")
    print(json.dumps({"version": torch.__version__, "capability": capability.group(1) if capability else "unknown", "peak_kib": peak, **times}))


if __name__ == "__main__":
    main()
