# loses: test_beam_search
# because: normalized over the beam

# %% beam_search
import numpy as np


def beam_search(step, start, width, length):
    beams = [(tuple(start), 0.0)]
    for _ in range(length):
        candidates = []
        for sequence, total in beams:
            for token, value in enumerate(step(sequence)):
                if value > -np.inf:
                    candidates.append(((*sequence, token), total + float(value)))
        beams = sorted(candidates, key=lambda candidate: -candidate[1])[:width]
    largest = max(total for _, total in beams)
    return [(sequence, total - largest) for sequence, total in beams]
