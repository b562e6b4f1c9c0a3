import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { imageNames } from '../../src/sandbox/imageNames.js';
import { PACKAGE_DIR } from '../support/engine.js';

const folder = join(PACKAGE_DIR, 'graders', 'hw4');
const read = (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8'));
const mutants = z.array(z.strictObject({ name: z.string(), fails: z.array(z.string()).min(1), source: z.string() }));
const variants = z.array(z.strictObject({ name: z.string(), source: z.string() }));
const work = { mutants: mutants.parse(read('mutants.yaml')), variants: variants.parse(read('variants.yaml')) };

const line = z.object({ name: z.string(), kind: z.enum(['mutant', 'variant']), wrong: z.array(z.string()) });

/** Weak checks let wrong solutions through, strict ones refuse right ones: both are bugs of the checks. */
describe('the checks of homework 4', () => {
  const judged = new Map<string, string[]>();

  beforeAll(async () => {
    const { checker } = await imageNames(PACKAGE_DIR);
    const { stdout } = await execa(
      'docker',
      [
        ...['run', '--rm', '-i', '--init', '--network=none', '--read-only', '--user=20000:20000', '--tmpfs=/tmp'],
        ...['--env=HOME=/tmp', '--env=USER=student', '--env=OMP_NUM_THREADS=1', '--env=PYTHONDONTWRITEBYTECODE=1'],
        ...['--env=PYTHONPATH=/package/sandbox', `--volume=${join(PACKAGE_DIR, 'sandbox')}:/package/sandbox:ro`],
        ...[`--volume=${folder}:/assignment:ro`, `--volume=${join(PACKAGE_DIR, 'test', 'graders')}:/trial:ro`],
        ...['--workdir=/tmp', '--entrypoint=/opt/venv/bin/python', checker, '/trial/trial.py', '/assignment'],
      ],
      { input: JSON.stringify(work), cleanup: true },
    );
    for (const row of stdout.split('\n')) {
      const { kind, name, wrong } = line.parse(JSON.parse(row));
      judged.set(`${kind} ${name}`, wrong);
    }
  }, 300_000);

  it.each(work.mutants.map(({ name }) => name))('refuse: %s', (name) => {
    expect(judged.get(`mutant ${name}`)).toEqual([]);
  });

  it.each(work.variants.map(({ name }) => name))('accept: %s', (name) => {
    expect(judged.get(`variant ${name}`)).toEqual([]);
  });
});
