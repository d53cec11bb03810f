# loses: test_beam_search
# because: width continuations of each kept sequence

# %% beam_search
import numpy as np


def beam_search(step, start, width, length):
    beams = [(tuple(start), 0.0)]
    for _ in range(length):
        candidates = []
        for sequence, total in beams:
            values = step(sequence)
            for token in np.argsort(-values)[:width].tolist():
                if values[token] > -np.inf:
                    candidates.append(((*sequence, token), total + float(values[token])))
        beams = sorted(candidates, key=lambda candidate: -candidate[1])[:60]
    return beams
