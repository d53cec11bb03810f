# loses: test_beam_search
# because: -1e9 for -inf

# %% beam_search
def beam_search(step, start, width, length):
    beams = [(tuple(start), 0.0)]
    for _ in range(length):
        candidates = []
        for sequence, total in beams:
            for token, value in enumerate(step(sequence)):
                candidates.append(((*sequence, token), total + max(float(value), -1e9)))
        beams = sorted(candidates, key=lambda candidate: -candidate[1])[:width]
    return beams
