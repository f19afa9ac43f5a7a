from __future__ import annotations

import time

from axiom.cli.progress import LateProgress


def test_nothing_is_shown_where_there_is_no_terminal(capsys):
    with LateProgress(delay=0.0) as progress:
        progress("reading", 0, 1)
        time.sleep(0.05)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_the_bar_appears_only_late(monkeypatch):
    started = []
    for delay, expected in ((0.01, [True]), (5.0, [])):
        started.clear()
        progress = LateProgress(delay=delay)
        monkeypatch.setattr(progress._timer, "function", lambda: started.append(True))
        with progress:
            time.sleep(0.1)
        assert started == expected
