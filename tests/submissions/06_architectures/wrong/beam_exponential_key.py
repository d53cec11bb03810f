# loses: test_beam_search
# because: sorted by the probability

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
        beams = sorted(candidates, key=lambda candidate: -np.exp(candidate[1]))[:width]
    return [(sequence, float(np.log(np.exp(total)))) for sequence, total in beams]
