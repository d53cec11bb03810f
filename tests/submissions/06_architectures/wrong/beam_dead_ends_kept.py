# loses: test_beam_search
# because: a dead end stays in the beam, shorter than the others

# %% beam_search
import numpy as np


def beam_search(step, start, width, length):
    beams = [(tuple(start), 0.0)]
    for _ in range(length):
        candidates = []
        for sequence, total in beams:
            values = step(sequence)
            if np.isneginf(values).all():
                candidates.append((sequence, total))
            for token, value in enumerate(values):
                if value > -np.inf:
                    candidates.append(((*sequence, token), total + float(value)))
        beams = sorted(candidates, key=lambda candidate: -candidate[1])[:width]
    return beams
