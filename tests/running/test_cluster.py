"""A Dask cluster in this process: it works for us, or one Chinese line says why it cannot."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import KilledWorker, LocalCluster

from plugins.notices.crew import Crew, Means, WorkerLost
from running import cluster
from running.executors import ClusterUnusable, Shared, Workforce, workforce


def local(workers: int = 1, threads: int = 1) -> LocalCluster:
    """A scheduler and workers as threads of this process, behind a real socket."""
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=threads,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with local() as started:
        yield started.scheduler_address


def double(batch: tuple[int, ...]) -> list[int]:
    return [2 * number for number in batch]


def fail(batch: tuple[int, ...]) -> None:
    raise ValueError("第 0 批")


def test_it_works_for_a_crew_in_order_and_errors_are_told(address: str, tmp_path: Path) -> None:
    with workforce(0, address, Shared([tmp_path], [tmp_path])) as force:
        assert force.workers == 1
        crew = Crew(1, Means(force.executor, force.workers))
        assert list(crew.run(double, [(n,) for n in range(9)])) == [[2 * n] for n in range(9)]
        with pytest.raises(ValueError, match="第 0 批"):
            list(crew.run(fail, [(0,)]))
    assert list(tmp_path.iterdir()) == []


def test_none_asked_for_is_this_machine(tmp_path: Path) -> None:
    with workforce(3, "", Shared([tmp_path])) as force:
        assert force == Workforce(3)


def test_an_unreachable_scheduler_is_one_line_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 0.3)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
        refuse(nobody, f"连不上调度器 {nobody}")


def refuse(address: str, said: str, shared: Shared | None = None) -> None:
    with pytest.raises(ClusterUnusable, match=said) as raised, workforce(0, address, shared or Shared()):
        raise AssertionError("began")
    assert "\n" not in str(raised.value)


def test_a_worker_with_several_threads_is_refused() -> None:
    with local(threads=2) as started:
        refuse(started.scheduler_address, "--nthreads 1")


def test_no_worker_is_refused() -> None:
    with local(workers=0) as started:
        refuse(started.scheduler_address, "没有工作进程")


def test_a_worker_that_does_not_see_the_folder_is_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "sight", blind)
    refuse(address, f"看不到或不能写文件夹 {tmp_path}", Shared([tmp_path]))
    assert list(tmp_path.iterdir()) == []


def blind(probe: str) -> str:
    raise FileNotFoundError(probe)


def test_a_worker_that_sees_another_folder_is_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([(0, 1), (0, 2)])
    monkeypatch.setattr(cluster, "look", lambda path: next(looks))
    refuse(address, f"看不到 {tmp_path}，或看到的是另一个", Shared(read=[tmp_path]))


def test_a_worker_with_other_code_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["ours", "theirs"])
    monkeypatch.setattr(cluster, "code", lambda: next(codes))
    refuse(address, "不是同一个版本")


def test_the_extra_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("running.executors.find_spec", lambda name: None)
    refuse("tcp://127.0.0.1:8786", r"pip install 'guiji\[cluster\]'")


class Losing(cluster.Executor):
    """An executor all of whose workers died."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[object]:
        future: Future[object] = Future()
        if self.error is None:
            future.cancel()
        else:
            future.set_exception(self.error)
        return future


@pytest.mark.parametrize("error", [KilledWorker("task", None, 3), None], ids=["killed", "cancelled"])
def test_lost_work_is_told_as_the_standard_library_tells_it(error: BaseException | None) -> None:
    executor = cluster._Cluster(Losing(error))
    assert isinstance(executor.submit(os.getpid).exception(), BrokenExecutor)
    with pytest.raises(WorkerLost, match="dask worker"):
        list(Crew(1, Means(executor)).run(double, [(1,)]))


def test_code_is_another_when_a_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "running").mkdir()
    monkeypatch.setattr(cluster, "_HOUSE", tmp_path)
    (tmp_path / "running" / "a.py").write_text("1")
    first = cluster.code()
    (tmp_path / "running" / "a.py").write_text("2")
    assert cluster.code() != first


def test_means_without_an_executor_are_no_cluster() -> None:
    assert replace(Means(), workers=4).executor is None
