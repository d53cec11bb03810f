"""Threads share a launcher; a broken one is left alone and closed by its last user."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dltheory.grading.execution import launchers


class Fake:
    def __init__(self):
        self.closed = 0

    def close(self):
        self.closed += 1


@pytest.fixture
def opened(monkeypatch):
    found = []

    def open_launcher(preloaded, sandbox):
        found.append(Fake())
        return found[-1]

    monkeypatch.setattr(launchers, "open_launcher", open_launcher)
    monkeypatch.setattr(launchers, "_kept", [])
    monkeypatch.setattr(launchers, "_mine", threading.local())
    monkeypatch.setattr(launchers, "_has_users", lambda: True)  # as for a grader who is root
    return found


def each(count, work):
    """Run something in so many threads, none of which ends before all have begun."""
    barrier = threading.Barrier(count)

    def one(number):
        barrier.wait()
        result = work(number)
        barrier.wait()
        return result

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_four_threads_share_one(opened):
    got = each(4, lambda number: launchers.launcher_for(True, ("numpy",)))
    assert len(opened) == 1 and got == [opened[0]] * 4
    each(4, lambda number: launchers.launcher_for(True, ("numpy",)))
    assert len(opened) == 2, "the first four are still there"
    launchers.close_launchers()
    assert [launcher.closed for launcher in opened] == [1, 1]


def test_where_all_students_would_be_one_user_nobody_shares(opened, monkeypatch):
    monkeypatch.setattr(launchers, "_has_users", lambda: False)
    each(3, lambda number: launchers.launcher_for(True, ("numpy",)))
    assert len(opened) == 3
    each(2, lambda number: launchers.launcher_for(False, ("numpy",)))
    assert len(opened) == 4, "without a sandbox there is nothing to share"


def test_other_modules_and_another_secret_mean_another_launcher(opened, monkeypatch):
    first = launchers.launcher_for(True, ("numpy",))
    assert launchers.launcher_for(True, ("numpy",)) is first
    assert launchers.launcher_for(True, ("torch",)) is not first and first.closed == 1
    monkeypatch.setenv(launchers.SECRET, "another")
    assert launchers.launcher_for(True, ("torch",)) is opened[2]


def test_a_broken_one_is_closed_by_its_last_user(opened):
    def work(number):
        mine = launchers.launcher_for(True, ())
        second.wait()
        if number == 0:
            launchers.drop_launcher()
            assert mine.closed == 0, "the other still uses it"
            assert launchers.launcher_for(True, ()) is not mine
        second.wait()
        if number == 1:
            assert launchers.launcher_for(True, ()) is opened[1] and mine.closed == 1

    second = threading.Barrier(2)
    each(2, work)
    assert len(opened) == 2


def test_one_that_was_warmed_up_is_taken_and_a_closed_one_is_not(opened):
    launchers.warm_up(True, ())
    assert launchers.launcher_for(True, ()) is opened[0]
    launchers.close_launchers()
    assert launchers.launcher_for(True, ()) is opened[1]
