# loses: test_beam_search
# because: probabilities are multiplied

# %% beam_search
import numpy as np


def beam_search(step, start, width, length):
    beams = [(tuple(start), 1.0)]
    for _ in range(length):
        candidates = []
        for sequence, total in beams:
            for token, value in enumerate(np.exp(step(sequence))):
                if value > 0:
                    candidates.append(((*sequence, token), total * float(value)))
        beams = sorted(candidates, key=lambda candidate: -candidate[1])[:width]
    return [(sequence, float(np.log(total))) for sequence, total in beams]
