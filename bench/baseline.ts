import { execa } from 'execa';
import { loadAssignment } from '../src/course/load.js';
import type { Homework, Stage } from './stage.js';

/** Runs every cell in one process, as a script would, and prints the seconds of CPU that the process has had. */
const BARE = `
import json, os, sys, time
os.environ["MPLBACKEND"] = "agg"
namespace = {"__name__": "__main__"}
for cell in json.load(sys.stdin)["cells"]:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), namespace)
print(time.process_time(), flush=True)
os._exit(0)
`;

/** The cells alone under bare nbclient: `jupyter execute` in the student's image, within the same limits. */
export async function jupyterExecute(stage: Stage, homework: Homework): Promise<void> {
  const script = 'cat >/tmp/bench.ipynb && exec jupyter execute --allow-errors /tmp/bench.ipynb';
  await run(stage, homework, ['sh', '-c', script]);
}

/** CPU seconds of the cells with their imports in one bare Python process. */
export async function bareSeconds(stage: Stage, homework: Homework): Promise<number> {
  const seconds = Number((await run(stage, homework, ['python', '-c', BARE])).trim().split('\n').at(-1));
  if (Number.isNaN(seconds)) throw new Error('the bare process has not said what it took');
  return seconds;
}

async function run({ nbclientImage }: Stage, homework: Homework, command: readonly string[]): Promise<string> {
  const { limits } = (await loadAssignment(homework.courseDir, homework.assignment)).assignment;
  const threads = ['OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS'].flatMap((name) => ['-e', `${name}=1`]);
  const bounds = ['--memory', `${limits.memoryMiB}m`, '--cpus', String(limits.cpus), '--network', 'none'];
  const options = ['run', '--rm', '-i', '--init', ...bounds, ...threads, nbclientImage, ...command];
  return (await execa('docker', options, { input: homework.notebook })).stdout;
}
