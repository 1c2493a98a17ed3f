"""An audit that cannot go on: the one line that says why, how far it got and how to go on."""

from __future__ import annotations

import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from dsl.core import Language
from interpreter.ended import Cause, Ended
from interpreter.progress import Stage
from workbench.options import wrong

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


_Handler = Callable[[int, FrameType | None], object] | int | signal.Handlers | None


class Stopped(BaseException):
    """A signal told the command to end. No Exception: nothing on the way may take it for a fault and go on."""


@dataclass
class Ending:
    """Notes how far an audit is. `memory` is its limit; `out` the folder of a run that can be taken up, if it can."""

    lang: Language
    engine: str
    memory: str
    out: Path | None
    stage: Stage = "reading"
    done: int = 0
    total: int = 0
    heard: str = ""

    def note(self, stage: Stage, done: int, total: int) -> None:
        """As `Progress`."""
        self.stage, self.done, self.total = stage, done, total

    @contextmanager
    def told(self) -> Iterator[None]:
        """While it lasts SIGTERM and SIGINT end the audit; they, a full disk and a lack of memory give one line."""
        before = self._listen()
        try:
            yield
        except Stopped:
            raise self._line("stopped") from None
        except Ended as ended:
            raise self._line(ended.cause) from None
        except RuntimeError:  # the embedded engine, where it looks for signals itself, hides what their handler raised
            if not self.heard:
                raise
            raise self._line("stopped") from None
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _listen(self) -> Mapping[signal.Signals, _Handler]:
        """Takes over the signals that are not ignored; Python lets the main thread alone do so."""
        if threading.current_thread() is not threading.main_thread():
            return {}
        before = {each: signal.getsignal(each) for each in _SIGNALS}
        heard = {each: handler for each, handler in before.items() if handler not in (signal.SIG_IGN, None)}
        for each in heard:
            signal.signal(each, self._stop)
        return heard

    def _stop(self, number: int, _: FrameType | None) -> None:
        for each in _SIGNALS:  # what is being cleared away is not to be stopped half-way
            signal.signal(each, signal.SIG_IGN)
        self.heard = signal.Signals(number).name
        raise Stopped

    # ── the line ──

    def _line(self, cause: Cause) -> click.ClickException:
        zh, en = self._why(cause)
        far_zh, far_en = self._how_far()
        on_zh, on_en = self._how_to_go_on(cause)
        return wrong(self.lang, f"{zh}（{far_zh}）；{on_zh}", f"{en} {far_en}; {on_en}")

    def _why(self, cause: Cause) -> tuple[str, str]:
        match cause:
            case "stopped":
                by = self.heard or "SIGINT"
                return f"收到 {by}，审计中止", f"the audit was stopped by {by}"
            case "memory" if self.engine == "duckdb":
                return (
                    f"内存达到上限 {self.memory}（--memory）",
                    f"the memory limit of {self.memory} (--memory) was reached",
                )
            case "memory":
                return "内存不足", "there was not enough memory"
        places = [*([str(self.out)] if self.out else []), tempfile.gettempdir()]
        return f"磁盘已满（{' 或 '.join(places)}）", f"the disk is full ({' or '.join(places)})"

    def _how_far(self) -> tuple[str, str]:
        match self.stage:
            case "fetching":
                return f"从数据库取出 {self.done:,} 行时", f"while rows were being fetched ({self.done:,})"
            case "reading":
                return f"读入快照 {self.done:,} 行时", f"while the snapshot was being read ({self.done:,} rows)"
            case "resuming" | "judging":
                part = f"{self.done:,} / {self.total:,}"
                return f"已判 {part}", f"when {part} were judged"
        return "正在写出结果", "while the findings were being written"

    def _how_to_go_on(self, cause: Cause) -> tuple[str, str]:
        if self.engine != "duckdb":
            return (
                "未保存结果（只有 --engine duckdb 加 --out 可以继续）",
                "nothing is kept (only --engine duckdb with --out is taken up)",
            )
        if self.out is None:
            return "未保存结果；有 --out 时可用 --resume 继续", "nothing is kept; with --out, --resume would take it up"
        zh, en = {"stopped": ("", ""), "memory": ("提高 --memory 后，", "with more --memory "),
                  "disk": ("腾出空间后，", "once there is room ")}[cause]  # fmt: skip
        return f"{zh}以同样的命令加 --resume 即可继续", f"{en}the same command with --resume takes it up"
