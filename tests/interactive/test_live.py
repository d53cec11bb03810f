"""The live figure: widgets wired to one picture that is replaced in place, without a browser."""

import asyncio
import base64
import gc
import threading
import time
import types

import ipywidgets
import numpy as np
from staircase import ALT, make, picture

from dltheory.interactive import choice, explore, slider, switch, text
from dltheory.interactive.live import LiveFigure
from dltheory.interactive.pictures import Pictures, one_further


def png(image):
    """The PNG in the data URL that a live figure shows."""
    head, _, data = bytes(image.value).partition(b",")
    assert head == b"data:image/png;base64"
    return base64.b64decode(data)


def parts(box):
    """The controls by label, the reset button, the picture and the message of a live figure."""
    *inputs, reset, image, message = box.children
    return {item.description: item for item in inputs}, reset, image, message


def test_every_control_becomes_a_labelled_widget():
    explorer = make(units=slider(1, 1000, "threshold units", log=True), target=choice(["x", "x**2"], "target"))
    inputs, reset, image, message = parts(explorer.widget())
    assert {label: type(item).__name__ for label, item in inputs.items()} == {
        "threshold units": "SelectionSlider",
        "drop the Lipschitz condition": "Checkbox",
        "target": "Dropdown",
    }
    inputs, *_ = parts(make().widget())
    assert [type(item).__name__ for item in inputs.values()] == ["IntSlider", "Checkbox", "Text"]
    assert reset.description == "Reset"
    assert picture(png(image)).shape == (int(image.height), int(image.width), 3)
    assert f"{ALT}. largest error" in message.value


def test_the_label_column_is_as_wide_as_the_longest_label():
    narrow, *_ = parts(make(target=text("f", value="x"), steep=switch("s")).widget())
    wide, *_ = parts(make(target=text("f" * 50, value="x")).widget())
    narrow_width, wide_width = (
        float(next(iter(inputs.values())).style.description_width.removesuffix("em")) for inputs in (narrow, wide)
    )
    assert wide_width > 50 * 0.5 > narrow_width


def test_without_a_loop_each_change_is_drawn_at_once():
    inputs, reset, image, _ = parts(make().widget())
    first = png(image)
    inputs["threshold units"].value = 9
    second = png(image)
    assert second != first
    inputs["drop the Lipschitz condition"].value = True
    assert png(image) not in (first, second)
    reset.click()
    assert inputs["threshold units"].value == 8 and not inputs["drop the Lipschitz condition"].value
    assert np.array_equal(picture(png(image)), picture(first))


def test_a_drawing_that_fails_leaves_the_picture_and_says_why():
    inputs, reset, image, message = parts(make().widget())
    first = png(image)
    inputs["target, a formula in x"].value = "1/x"
    assert png(image) == first
    assert 'role="alert"' in message.value and "no finite value at x = 0" in message.value
    inputs["target, a formula in x"].value = "x"
    assert "alert" not in message.value
    inputs["drop the Lipschitz condition"].value = True
    inputs["threshold units"].value = 35
    assert "too &lt;steep&gt; to draw" in message.value  # a message is text, never markup
    reset.click()
    assert "alert" not in message.value and png(image) == first


def test_reset_gives_the_axes_their_room_back():
    def draw(panel, power=0):
        panel.axes(xlabel="x", ylabel="y")
        panel.line("line", [0, 1], [0, 1], label="label " * (power + 1))
        return {"power": np.array(power)}

    inputs, reset, image, _ = parts(explore(draw, power=slider(0, 3, "power", value=0), storyboard=[{}]).widget())
    first = png(image)
    inputs["power"].value = 3
    inputs["power"].value = 0
    assert png(image) != first  # the axes have not sprung back
    reset.click()
    assert png(image) == first


def test_a_burst_of_movements_is_thinned_out_and_its_end_is_drawn(monkeypatch):
    """As in JupyterLab: the figure is made by the cells' loop, the movements arrive on a thread of their own."""
    pause = 0.15
    monkeypatch.setattr(LiveFigure, "_PAUSE", pause)
    drawn = []

    def draw(panel, k=0):
        drawn.append((k, time.monotonic(), threading.current_thread() is threading.main_thread()))
        panel.line("line", [0, 1], [0, k])
        return {"k": np.array(k)}

    async def drag():
        inputs, _, image, _ = parts(explore(draw, k=(0, 100, "k"), storyboard=[{}]).widget())
        first = png(image)
        await asyncio.sleep(pause)
        drawn.clear()

        def move():
            for k in range(51, 101):
                inputs["k"].value = k
                time.sleep(0.01)

        hand = threading.Thread(target=move)
        hand.start()
        end = time.monotonic() + 20
        while (hand.is_alive() or drawn[-1][0] != 100) and time.monotonic() < end:
            await asyncio.sleep(0.01)
        await asyncio.sleep(2 * pause)
        return first, png(image)

    first, last = asyncio.run(drag())
    shown, times, on_loop = zip(*drawn, strict=True)
    assert shown[-1] == 100 and last != first
    assert list(shown) == sorted(set(shown))  # no position is drawn twice
    assert len(shown) >= 3 and np.diff(times).min() > 0.9 * pause
    assert all(on_loop)


def test_running_a_cell_again_closes_its_last_live_figures(monkeypatch):
    shell = types.SimpleNamespace(parent_header={})
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setattr(LiveFigure, "_of_cell", {})

    def run(cell, message):
        shell.parent_header = {"header": {"msg_id": message}, "metadata": {"cellId": cell}}
        return make().widget()

    def alive():
        gc.collect()
        return len(ipywidgets.widgets.widget._instances)

    empty = alive()
    first, same_run, other_cell = run("a", "1"), run("a", "1"), run("b", "2")
    each = (alive() - empty) // 3
    assert each > 10 and all(box.comm is not None for box in (first, same_run, other_cell))
    again = run("a", "3")
    assert first.comm is None and same_run.comm is None
    assert other_cell.comm is not None and again.comm is not None
    for number in range(4, 9):
        run("a", str(number))
    assert alive() - empty == 2 * each


def counting():
    """An explorer of one slider that says where it stands, and the list of all that it has drawn."""
    drawn = []

    def draw(panel, k=0):
        drawn.append(k)
        panel.axes(xlabel="x", ylabel="y", xlim=(0, 1), ylim=(0, 100))
        panel.line("line", [0, 1], [0, k])
        panel.note(f"k is {k}")
        return {"k": np.array(k)}

    return explore(draw, k=slider(0, 100, "k", value=1), storyboard=[{}]), drawn


async def until(condition, seconds=20.0):
    """Wait for what the loop has still to do."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        await asyncio.sleep(0.01)
    assert condition()


def test_a_closed_figure_draws_no_more(monkeypatch):
    monkeypatch.setattr(LiveFigure, "_PAUSE", 0.2)

    async def close_in_between():
        explorer, drawn = counting()
        figure = LiveFigure(explorer)
        inputs, *_ = parts(figure.box)
        figure._drawn_at = asyncio.get_running_loop().time()  # just now, however long it took
        inputs["k"].value = 5
        await until(lambda: figure._timer is not None)
        figure.close()
        before = len(drawn)
        await asyncio.sleep(0.5)
        return before, len(drawn)

    before, after = asyncio.run(close_in_between())
    assert before == after


def test_two_live_figures_of_one_explorer_come_to_rest_each_at_its_own_setting(monkeypatch):
    monkeypatch.setattr(LiveFigure, "_REST", 0.1)

    async def move_both():
        explorer, drawn = counting()
        boxes = [explorer.widget(), explorer.widget()]
        await asyncio.sleep(0.1)
        for box, k in zip(boxes, (9, 20), strict=True):
            parts(box)[0]["k"].value = k
        said = [parts(box)[3] for box in boxes]
        await until(lambda: "k is 9" in said[0].value and "k is 20" in said[1].value)
        return drawn, [png(parts(box)[2]) for box in boxes]

    drawn, (first, second) = asyncio.run(move_both())
    assert first != second
    assert drawn.count(9) == 2  # once more at rest, when the other figure had drawn over it


async def rest(figure, control, value):
    """Move a control and wait until the figure has said so, and has drawn what it draws ahead."""
    control.value = value
    await until(lambda: f"k is {value}<" in parts(figure.box)[3].value)
    await until(lambda: figure._rest is None)


def live(explorer, monkeypatch):
    """A live figure that comes to rest soon, and draws ahead however busy the machine is; its slider and its picture."""
    monkeypatch.setattr(LiveFigure, "_REST", 0.05)
    figure = LiveFigure(explorer)
    figure.pictures.patience = 60.0
    inputs, _, image, _ = parts(figure.box)
    return figure, inputs["k"], image


def test_at_rest_the_picture_one_step_further_is_drawn_ahead(monkeypatch):
    async def walk(*values):
        explorer, drawn = counting()
        figure, slider_, _ = live(explorer, monkeypatch)
        for value in values:
            await rest(figure, slider_, value)
        return drawn

    assert asyncio.run(walk(2))[-2:] == [2, 3]
    assert asyncio.run(walk(100))[-1] == 100  # there is no further step
    assert asyncio.run(walk(7, 6))[-3:] == [8, 6, 5]  # backwards; what was drawn for nothing stays


def test_what_was_drawn_ahead_or_before_is_shown_without_drawing(monkeypatch):
    async def press(spoil):
        explorer, drawn = counting()
        figure, slider_, image = live(explorer, monkeypatch)
        for k in (3, 2):
            await rest(figure, slider_, k)  # 1 is drawn ahead
        monkeypatch.setattr(LiveFigure, "_REST", 60.0)
        spoil(explorer)
        shown = []
        for k in (1, 3, 30):
            drawn.clear()
            before = png(image)
            slider_.value = k
            await until(lambda before=before: png(image) != before)
            shown.append(list(drawn))
            assert png(image) == Pictures(explorer).draw({"k": k}, settle=False)
        figure.close()
        return shown

    assert asyncio.run(press(lambda explorer: None)) == [[], [], [30]]

    def move_axes(explorer):
        explorer._live_panels[0].ax.set_position([0.2, 0.2, 0.5, 0.5])

    assert asyncio.run(press(move_axes)) == [[1], [3], [30]]  # kept pictures would make the axes jump


def test_few_pictures_are_kept_and_nothing_slow_is_drawn_ahead():
    explorer, drawn = counting()
    pictures = Pictures(explorer, most=3)
    for k in (1, 2, 3, 2, 4):
        pictures.draw({"k": k}, settle=False)
    assert [pictures.find({"k": k}) is not None for k in (1, 2, 3, 4)] == [False, True, True, True]
    pictures.patience = -1.0
    pictures.draw_ahead({"k": 5})
    assert drawn[-1] == 4
    pictures.forget()
    assert pictures.find({"k": 4}) is None


def test_drawing_ahead_moves_no_axes():
    def draw(panel, k=0):
        panel.line("line", [0, 1], [0, 1])
        panel.note("\n".join(["a line"] * (3 if k >= 5 else 1)))
        return {"k": np.array(k)}

    explorer = explore(draw, k=slider(0, 9, "k", value=3), storyboard=[{}])
    pictures = Pictures(explorer)
    pictures.draw({"k": 4}, settle=True)
    layout = explorer.layout()
    pictures.draw_ahead({"k": 5})
    assert explorer.needs_layout() and explorer.layout() == layout and pictures.find({"k": 5}) is None
    pictures.draw({"k": 5}, settle=False)
    assert explorer.layout() != layout


def test_one_further_goes_on_as_it_began():
    controls = {"k": slider(0, 100, "k", value=10, step=10), "f": text("f", value="x"), "s": switch("s")}
    start = {"k": 10, "f": "x", "s": False}
    assert one_further(controls, start, start | {"k": 20}) == start | {"k": 30}
    assert one_further(controls, start, start | {"k": 0}) is None
    assert one_further(controls, start, start | {"k": 55}) is None  # typed beside the slider, between two steps
    assert one_further(controls, start | {"k": 55}, start) is None
    assert one_further(controls, start, start | {"s": True}) is None
    assert one_further(controls, start | {"s": True}, start) is None
    assert one_further(controls, start, start | {"f": "x + 1"}) is None
    assert one_further(controls, start, start | {"k": 20, "s": True}) is None


def test_after_a_reset_the_way_is_counted_from_there(monkeypatch):
    async def walk():
        explorer, drawn = counting()
        figure, slider_, _ = live(explorer, monkeypatch)
        await rest(figure, slider_, 50)
        parts(figure.box)[1].click()
        await until(lambda: "k is 1<" in parts(figure.box)[3].value)
        await rest(figure, slider_, 2)
        return drawn

    assert asyncio.run(walk())[-2:] == [2, 3]


def test_who_moves_on_does_not_wait_for_what_is_drawn_ahead(monkeypatch):
    async def walk():
        explorer, drawn = counting()
        figure, slider_, _ = live(explorer, monkeypatch)
        say = figure._say

        def say_and_move():
            say()
            if slider_.value == 10:
                slider_.value = 30  # while the figure comes to rest

        figure._say = say_and_move
        await rest(figure, slider_, 10)
        await until(lambda: "k is 30<" in parts(figure.box)[3].value)
        return drawn

    assert 11 not in asyncio.run(walk())


def test_a_movement_that_arrives_as_the_figure_closes_draws_nothing():
    async def close():
        explorer, drawn = counting()
        figure = LiveFigure(explorer)
        hand = threading.Thread(target=setattr, args=(parts(figure.box)[0]["k"], "value", 5))
        hand.start()
        hand.join()
        figure.close()
        before = len(drawn)
        await asyncio.sleep(0.3)
        return len(drawn) - before

    assert asyncio.run(close()) == 0


def test_a_fault_of_what_is_drawn_ahead_is_told_only_to_who_asks_for_it(monkeypatch):
    def draw(panel, k=0):
        if k == 3:
            raise ValueError("not three")
        panel.line("line", [0, 1], [0, k])
        panel.note(f"k is {k}")
        return {"k": np.array(k)}

    async def ask():
        figure, slider_, _ = live(explore(draw, k=slider(0, 9, "k", value=1), storyboard=[{}]), monkeypatch)
        message = parts(figure.box)[3]
        await rest(figure, slider_, 2)
        assert "not three" not in message.value
        slider_.value = 3
        await until(lambda: "not three" in message.value)
        await rest(figure, slider_, 2)

    asyncio.run(ask())


def test_what_is_typed_is_drawn_and_nothing_ahead_of_it(monkeypatch):
    monkeypatch.setattr(LiveFigure, "_REST", 0.05)
    drawn, faults = [], []

    def draw(panel, f="x"):
        drawn.append(f)
        panel.line("line", [0, 1], [0, len(f)])
        panel.note(f"f is {f}")
        return {"f": np.array(len(f))}

    async def type_it():
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: faults.append(context))
        figure = LiveFigure(explore(draw, f=text("formula", value="x", examples=["x + 1"]), storyboard=[{}]))
        inputs, *_, message = parts(figure.box)
        for words in ("x*x*x", "x + 1", "x"):
            inputs["formula"].value = words
            await until(lambda words=words: f"f is {words}<" in message.value)
            await asyncio.sleep(0.05)

    asyncio.run(type_it())
    assert drawn[-3:] == ["x*x*x", "x + 1", "x"] and not faults
