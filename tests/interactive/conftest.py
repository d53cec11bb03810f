"""What the tests of explorers share: the course's style, and a panel that nobody has drawn on."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from dltheory.interactive import Panel
from dltheory.plotting import use_style


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        use_style()
        yield


@pytest.fixture
def panel():
    return Panel(Figure().subplots())
