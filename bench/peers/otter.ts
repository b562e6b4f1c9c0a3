import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Homework } from '../stage.js';
import { assertion, questionsOf } from './questions.js';
import type { Peer } from './peer.js';

/** `otter run`: one notebook in a process of its own on this machine, no container. */
export async function otter(venv: string, dir: string, homework: Homework): Promise<Peer> {
  const home = join(dir, `otter-${homework.assignment}`);
  await mkdir(join(home, 'tests'), { recursive: true });
  for (const [index, question] of (await questionsOf(homework)).entries()) {
    const name = `q${index + 1}`;
    const imports = ['import numpy as np', ...(question.args.includes('torch') ? ['import torch'] : [])];
    const lines = [
      ...[
        'from otter.test_files import test_case',
        'OK_FORMAT = False',
        `name = ${JSON.stringify(name)}`,
        'points = 1',
      ],
      '@test_case()',
      `def test_${name}(${question.name}):`,
      ...[...imports, assertion(question)].map((line) => `    ${line}`),
    ];
    await writeFile(join(home, 'tests', `${name}.py`), `${lines.join('\n')}\n`);
  }
  await writeFile(join(home, 'bench.ipynb'), homework.notebook);
  const options = {
    cwd: home,
    env: { PATH: `${join(venv, 'bin')}:${process.env['PATH'] ?? ''}`, OMP_NUM_THREADS: '1' },
  };
  const program = join(venv, 'bin', 'otter');
  await execa(
    program,
    ['generate', '-t', 'tests', '-o', 'autograder.zip', '--no-requirements', '--no-environment'],
    options,
  );
  let count = 0;
  return {
    name: 'otter run',
    async grade() {
      const out = join(home, `out-${(count += 1)}`);
      await mkdir(out, { recursive: true });
      await execa(program, ['run', 'bench.ipynb', '-a', 'autograder.zip', '-o', out, '--no-logo'], options);
      return join(out, 'results.json');
    },
  };
}
