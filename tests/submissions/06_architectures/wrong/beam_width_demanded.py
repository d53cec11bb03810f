# loses: test_beam_search
# because: a crash where there are fewer sequences than the width

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
        totals = np.array([total for _, total in candidates])
        best = np.argpartition(-totals, width - 1)[:width]
        beams = [candidates[place] for place in best[np.argsort(-totals[best])]]
    return beams
