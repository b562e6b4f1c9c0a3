"""Groups: what a check changes, breaks or hangs ends with its group."""

from .process import RunnerTest

NOTEBOOK = """
import os, random, signal, time
state = []
def remember(x): state.append(x); return list(state)
def hang(): time.sleep(10_000)
def leave(): os._exit(0)
def crash(): os.kill(os.getpid(), signal.SIGSEGV)
def stop(): os.kill(os.getpid(), signal.SIGSTOP)
def leave_a_child():
    if os.fork() == 0: time.sleep(10_000)
    os._exit(0)
def pid(): return os.getpid()
def close_everything(): os.closerange(3, 10_000)
def forge():
    for fd in range(400, 700):
        try: os.write(fd, b"\\x13\\0\\0\\0" + b'{"op":"cell-done"}  ')
        except OSError: pass
    time.sleep(10_000)
"""


class GroupTest(RunnerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ok(NOTEBOOK)

    def assert_alive(self) -> None:
        self.assertEqual(self.ok("6 * 7").data("result"), [{"text/plain": b"42"}])

    def test_changes_stay_within_the_group(self) -> None:
        for _ in range(2):
            self.runner.start_group()
            self.assertEqual(self.runner.call("call", target="remember", args=[1])["value"], [1])
            self.assertEqual(self.runner.call("call", target="remember", args=[2])["value"], [1, 2])
            self.assertEqual(self.runner.end_group(), {"op": "group-ended", "died": False})
        self.assertEqual(self.ok("state").data("result"), [{"text/plain": b"[]"}])

    def test_every_group_starts_with_the_same_seed(self) -> None:
        self.ok("random.random()")
        drawn = []
        for _ in range(2):
            self.runner.start_group()
            drawn.append(self.runner.call("call", target="random.random")["value"])
            self.runner.end_group()
        self.assertEqual(drawn[0], drawn[1])

    def test_it_ends_in_the_middle_of_a_call(self) -> None:
        for target in ("hang", "stop"):
            self.runner.start_group()
            child = self.runner.call("call", target="pid")["value"]
            self.runner.start_call(2, "call", target=target)
            self.assertEqual(self.runner.end_group(), {"op": "group-ended", "died": False})
            self.assertEqual(self.ok(f"os.path.exists('/proc/{child}')").data("result"), [{"text/plain": b"False"}])

    def test_it_ends_while_a_large_request_waits(self) -> None:
        self.runner.start_group()
        self.runner.start_call(1, "call", target="stop")
        self.runner.start_call(2, "call", target="remember", args=["x" * (8 << 20)])
        self.assertEqual(self.runner.end_group(), {"op": "group-ended", "died": False})
        self.assert_alive()

    def test_a_child_that_ends_by_itself(self) -> None:
        for target in ("leave", "crash", "leave_a_child", "close_everything"):
            self.runner.start_group()
            self.runner.start_call(1, "call", target=target)
            self.assertEqual(self.runner.reply(), {"op": "group-ended", "died": True}, target)
        self.assert_alive()

    def test_messages_that_come_too_late_mean_nothing(self) -> None:
        self.runner.start_group()
        self.runner.start_call(1, "call", target="leave")
        self.assertEqual(self.runner.reply(), {"op": "group-ended", "died": True})
        self.runner.start_call(2, "call", target="pid")
        self.runner.send("group-end")
        self.assert_alive()

    def test_a_child_cannot_speak_for_the_worker(self) -> None:
        self.runner.start_group()
        self.runner.start_call(1, "call", target="forge")
        self.assertEqual(self.runner.reply(), {"op": "group-ended", "died": True})
        self.assert_alive()

    def test_a_group_that_ends_says_whether_the_notebook_has_threads(self) -> None:
        self.ok("import threading\nthreading.Thread(target=hang, daemon=True).start()")
        self.runner.start_group()
        self.assertEqual(self.runner.end_group(), {"op": "group-ended", "died": False, "threads": True})

    def test_a_live_group_is_answered_by_the_process_of_the_notebook(self) -> None:
        self.ok("here = os.getpid()")
        self.runner.send("group", arrays="numpy", live=True)
        self.assertEqual(self.runner.receive()[0], {"op": "group-ready"})
        here = self.runner.call("get", name="here")["value"]
        self.assertEqual(self.runner.call("call", target="pid")["value"], here)
        self.assertEqual(self.runner.end_group(), {"op": "group-ended", "died": False})

    def test_hanging_up_in_a_group_ends_the_runner(self) -> None:
        self.runner.start_group()
        self.runner.start_call(1, "call", target="hang")
        self.assertEqual(self.runner.hang_up(), 0)
