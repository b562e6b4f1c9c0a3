import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { Homework } from '../stage.js';
import { assertion, questionsOf } from './questions.js';
import type { Peer } from './peer.js';

const notebookSchema = z.looseObject({ cells: z.array(z.looseObject({ metadata: z.looseObject({}) })) });

/** `nbgrader autograde` of one submission in a course of its own, no container. */
export async function nbgrader(venv: string, dir: string, homework: Homework): Promise<Peer> {
  const home = join(dir, `nbgrader-${homework.assignment}`);
  const questions = await questionsOf(homework);
  const { cells, ...rest } = notebookSchema.parse(JSON.parse(homework.notebook.toString('utf8')));
  const tests = questions.map((question, index) => ({
    id: `test-${index}`,
    cell_type: 'code',
    metadata: {
      nbgrader: {
        grade: true,
        grade_id: `q${index + 1}`,
        locked: true,
        points: 1,
        schema_version: 3,
        solution: false,
        task: false,
      },
    },
    source: `import numpy as np\n${question.args.includes('torch') ? 'import torch\n' : ''}${assertion(question)}`,
    outputs: [],
    execution_count: null,
  }));
  const whole = JSON.stringify({ ...rest, nbformat: 4, nbformat_minor: 5, cells: [...cells, ...tests] });
  for (const folder of [join('source', 'bench'), join('submitted', 'ada', 'bench')]) {
    await mkdir(join(home, folder), { recursive: true });
    await writeFile(join(home, folder, 'bench.ipynb'), whole);
  }
  await writeFile(
    join(home, 'nbgrader_config.py'),
    "c = get_config()\nc.CourseDirectory.course_id = 'bench'\nc.ClearSolutions.enforce_metadata = False\n",
  );
  const options = {
    cwd: home,
    env: { PATH: `${join(venv, 'bin')}:${process.env['PATH'] ?? ''}`, OMP_NUM_THREADS: '1' },
  };
  const program = join(venv, 'bin', 'nbgrader');
  await execa(program, ['generate_assignment', 'bench', '--force'], options);
  return {
    name: 'nbgrader autograde',
    async grade() {
      await execa(program, ['autograde', 'bench', '--student', 'ada', '--force'], options);
      return join(home, 'autograded', 'ada', 'bench', 'bench.ipynb');
    },
  };
}
