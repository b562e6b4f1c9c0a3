import torch

computed = 0


def double(x):
    return 2 * x


def apply(model, x):
    return model(x, scale=2)


class Net(torch.nn.Linear):
    def __init__(self, size):
        super().__init__(size, size)
        self.size = size


def count_up():
    global computed
    while True:
        computed += 1
        yield computed - 1


def draw(n, generator):
    return torch.randn(n, generator=generator)


def refuse():
    raise ValueError("no")
