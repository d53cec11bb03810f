# loses: test_beam_search
# because: one continuation of each kept sequence

# %% beam_search
import numpy as np


def beam_search(step, start, width, length):
    values = step(start)
    beams = [
        ((*start, token), float(values[token]))
        for token in np.argsort(-values)[:width].tolist()
        if values[token] > -np.inf
    ]
    for _ in range(length - 1):
        new = []
        for sequence, total in beams:
            values = step(sequence)
            token = int(np.argmax(values))
            if values[token] > -np.inf:
                new.append(((*sequence, token), total + float(values[token])))
        beams = sorted(new, key=lambda candidate: -candidate[1])
    return beams
