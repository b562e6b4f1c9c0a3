import { z } from 'zod';
import { limitsSchema } from '../course/schema.js';
import type { GradingContext } from '../grading/context.js';
import { runCell } from '../grading/runCell.js';
import { StudentSession } from '../grading/studentSession.js';
import { SandboxContainer } from '../sandbox/container.js';
import type { Finding } from './finding.js';

/** Run as a cell in a container from the very spec builder; prints what the sandbox is from inside. */
const PROBE = `
import errno, json, os, socket
def read(*paths):
    for path in paths:
        try:
            with open(path) as file:
                return file.read().strip()
        except OSError:
            pass
    return ""
def refused(act):
    try:
        act()
    except OSError:
        return True
    return False
status = dict(line.split(":", 1) for line in read("/proc/self/status").splitlines())
print(json.dumps({
    "uid": os.getuid(),
    "capabilities": status["CapEff"].strip(),
    "noNewPrivs": status["NoNewPrivs"].strip(),
    "seccomp": status["Seccomp"].strip(),
    "memoryBytes": read("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"),
    "pids": read("/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"),
    "interfaces": sorted(name for _, name in socket.if_nameindex()),
    "rootReadOnly": refused(lambda: open("/probe", "w")) and refused(lambda: open("/usr/probe", "w")),
    "engineSocket": os.path.exists("/var/run/docker.sock") or os.path.exists("/run/docker.sock"),
    "diskFull": refused(lambda: os.posix_fallocate(os.open("/content/big", os.O_CREAT | os.O_WRONLY), 0, 64 << 20)),
}))
`;

const probeSchema = z.object({
  uid: z.int(),
  capabilities: z.string(),
  noNewPrivs: z.string(),
  seccomp: z.string(),
  memoryBytes: z.string(),
  pids: z.string(),
  interfaces: z.array(z.string()),
  rootReadOnly: z.boolean(),
  engineSocket: z.boolean(),
  diskFull: z.boolean(),
});

const LIMITS = limitsSchema.parse({ memoryMiB: 512, pids: 64, diskMiB: 32, shmMiB: 16, outputKiB: 64 });

/** The limits that the engine really enforces: asked from inside a sandbox like any other. */
export async function probeFindings(context: GradingContext): Promise<Finding[]> {
  const labels = { worker: context.workerId, submission: 'doctor' };
  await using container = await SandboxContainer.start(
    context.engine,
    {
      role: 'student',
      image: context.images.student,
      limits: LIMITS,
      labels,
      ...(context.runtime === undefined ? {} : { runtime: context.runtime }),
    },
    ['stdout'],
  );
  const session = await StudentSession.setUp(container, { preload: [], seed: 0, threads: 1, arrays: 'numpy' });
  const run = await runCell(session, { index: 0, source: PROBE }, LIMITS, 15_000);
  const printed = run.outputs.list.map((output) => (output.kind === 'stream' ? output.text : '')).join('');
  const seen = probeSchema.safeParse(safeJson(printed));
  if (!seen.success) return [{ level: 'fail', subject: 'sandbox', text: 'the probe did not run to its end' }];
  return judgeProbe(seen.data);
}

function judgeProbe(seen: z.infer<typeof probeSchema>): Finding[] {
  const promises: readonly (readonly [string, boolean, string])[] = [
    ['user', seen.uid !== 0, `uid ${seen.uid}`],
    ['capabilities', /^0+$/u.test(seen.capabilities), `effective set ${seen.capabilities}`],
    ['privileges', seen.noNewPrivs === '1', `no-new-privileges ${seen.noNewPrivs}`],
    ['system calls', seen.seccomp === '2', `seccomp mode ${seen.seccomp}`],
    ['memory', seen.memoryBytes === String(LIMITS.memoryMiB * 2 ** 20), `limit ${seen.memoryBytes} bytes`],
    ['processes', seen.pids === String(LIMITS.pids), `limit ${seen.pids}`],
    ['network', seen.interfaces.every((name) => name === 'lo'), `interfaces ${seen.interfaces.join(', ')}`],
    ['root file system', seen.rootReadOnly, seen.rootReadOnly ? 'read-only' : 'writable'],
    ['disk', seen.diskFull, seen.diskFull ? 'bounded' : 'unbounded'],
    ['engine socket', !seen.engineSocket, seen.engineSocket ? 'visible from inside' : 'not visible'],
  ];
  const broken = promises.filter(([, kept]) => !kept);
  if (broken.length === 0) {
    const kept = promises.map(([name]) => name).join(', ');
    return [{ level: 'ok', subject: 'sandbox', text: `seen from inside, all as promised: ${kept}` }];
  }
  return broken.map(([name, , text]) => ({
    level: 'fail',
    subject: 'sandbox',
    text: `${name}: ${text}; not as promised`,
  }));
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
