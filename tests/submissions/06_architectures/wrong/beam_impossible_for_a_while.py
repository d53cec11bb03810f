# loses: test_beam_search
# because: impossible ones are taken out at the end only

# %% beam_search
import numpy as np


def beam_search(step, start, width, length):
    beams = [(tuple(start), 0.0)]
    for _ in range(length):
        candidates = []
        for sequence, total in beams:
            for token, value in enumerate(step(sequence)):
                candidates.append(((*sequence, token), total + float(value)))
        beams = sorted(candidates, key=lambda candidate: -candidate[1])[:width]
    return [(sequence, total) for sequence, total in beams if total > -np.inf][: max(width // 2, 1)]
