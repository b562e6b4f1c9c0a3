/** Cells that an honest notebook may hold; each ends without an error in a sandbox of ordinary limits. */
export const ORDINARY_CELLS: Record<string, string> = {
  'torch: products, gradients, saving and loading': `
import torch
a = torch.randn(256, 256, requires_grad=True)
(a @ a).sum().backward()
torch.save(a.detach(), "a.pt")
assert torch.equal(torch.load("a.pt"), a.detach())`,
  'a DataLoader with workers': `
import torch
from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.arange(4096.0).reshape(512, 8))
assert sum(float(x.sum()) for (x,) in DataLoader(data, batch_size=32, num_workers=2)) == sum(range(4096))`,
  matplotlib: `
import matplotlib.pyplot as plt
plt.plot([1, 2, 3]); plt.title("$x^2$"); plt.savefig("plot.png"); plt.show()`,
  'subprocesses, pipes and shells': `
import asyncio, os, subprocess
assert subprocess.run("echo a | tr a b", shell=True, capture_output=True, text=True).stdout.strip() == "b"
assert os.popen("git --version").read().startswith("git version")
async def ask():
    child = await asyncio.create_subprocess_exec("cat", stdin=-1, stdout=-1)
    return (await child.communicate(b"hello"))[0]
assert await ask() == b"hello"`,
  threads: `
import threading
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(16) as pool: assert sum(pool.map(abs, range(-100, 0))) == 5050
event = threading.Event(); threading.Timer(0.01, event.set).start(); assert event.wait(5)`,
  'processes: fork, spawn, managers, shared memory': `
import math, multiprocessing
from multiprocessing import shared_memory
for method in ("fork", "spawn"):
    with multiprocessing.get_context(method).Pool(2) as pool: assert pool.map(math.factorial, [3, 4]) == [6, 24]
with multiprocessing.Manager() as manager: shared = manager.dict(a=1); assert shared["a"] == 1
block = shared_memory.SharedMemory(create=True, size=1 << 20); block.buf[0] = 1; block.close(); block.unlink()`,
  'sockets of its own machine, names of interfaces': `
import socket
assert [name for _, name in socket.if_nameindex()] == ["lo"]
for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_UNIX, "")):
    server = socket.create_server((host, 0)) if host else socket.socket(family)
    if not host: server.bind("/tmp/s"); server.listen()
    client = socket.socket(family); client.connect(server.getsockname())
    peer, _ = server.accept(); client.sendall(b"x"); assert peer.recv(1) == b"x"
    for each in (server, client, peer): each.close()
a, b = socket.socketpair(); a.close(); b.close()`,
  'files: copies, locks, maps, databases, archives': `
import fcntl, mmap, os, shutil, sqlite3, tempfile, zipfile
with open("f", "wb") as f: f.write(b"x" * 100_000); fcntl.flock(f, fcntl.LOCK_EX)
shutil.copytree(".", tempfile.mkdtemp() + "/copy", ignore=lambda *_: ["a.pt"]); shutil.copy2("f", "g"); os.link("g", "h")
with open("g", "r+b") as f, mmap.mmap(f.fileno(), 0) as m: m[0:1] = b"y"
base = sqlite3.connect("b.db"); base.execute("create table t (x)"); base.commit(); base.close()
with zipfile.ZipFile("z.zip", "w") as z: z.write("f")`,
  'signals, timers, limits, priorities': `
import os, resource, signal, time
signal.signal(signal.SIGALRM, lambda *_: None); signal.setitimer(signal.ITIMER_REAL, 0.01); time.sleep(0.05)
os.nice(1); os.sched_setaffinity(0, os.sched_getaffinity(0)); resource.setrlimit(resource.RLIMIT_NOFILE, (512, 4096))`,
};
