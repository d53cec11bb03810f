# loses: test_beam_search
# because: the probability of the start is counted

# %% beam_search
import numpy as np


def beam_search(step, start, width, length):
    total = sum(float(step(start[:place])[token]) for place, token in enumerate(start))
    beams = [(tuple(start), total)]
    for _ in range(length):
        candidates = []
        for sequence, total in beams:
            for token, value in enumerate(step(sequence)):
                if value > -np.inf:
                    candidates.append(((*sequence, token), total + float(value)))
        beams = sorted(candidates, key=lambda candidate: -candidate[1])[:width]
    return beams
