import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { seenSchema, type Seen } from './seen.js';
import { PARITY_DIR, type Snippet } from './snippet.js';

const lineSchema = z.object({ name: z.string(), cells: z.array(seenSchema) });

/** Runs snippets in ipykernel, by nbclient, in the student's image: one after the other, in one container. */
export async function* runInKernel(
  image: string,
  snippets: readonly Snippet[],
): AsyncGenerator<{ readonly name: string; readonly cells: readonly Seen[] }> {
  const asked = snippets.map(({ name, cells }) => ({
    name,
    cells: cells.map(({ source, isCall }) => ({ source, isCall })),
  }));
  const kernel = execa(
    'docker',
    [
      ...['run', '--rm', '--interactive', '--init', '--network=none', '--user=20000:20000', '--memory=2g'],
      ...[
        '--tmpfs=/tmp:exec,mode=1777',
        '--tmpfs=/home/student:uid=20000,gid=20000',
        '--tmpfs=/content:exec,uid=20000,gid=20000',
      ],
      ...['--env=HOME=/home/student', '--env=OMP_NUM_THREADS=1', '--env=USER=student', '--env=MPLCONFIGDIR=/tmp/mpl'],
      ...[`--volume=${join(PARITY_DIR, 'kernel.py')}:/kernel.py:ro`, '--entrypoint=/opt/venv/bin/python'],
      ...[image, '/kernel.py'],
    ],
    { input: JSON.stringify(asked), stderr: 'inherit', maxBuffer: 512 * 1024 * 1024 },
  );
  for await (const line of kernel) yield lineSchema.parse(JSON.parse(line));
}
