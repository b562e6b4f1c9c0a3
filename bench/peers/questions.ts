import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PACKAGE_DIR } from '../../src/cli/setting.js';
import type { Homework } from '../stage.js';

const questionsSchema = z.array(z.object({ name: z.string(), args: z.string(), expected: z.string() }));
type Question = z.infer<typeof questionsSchema>[number];

/** What the other graders ask. For homework 4, whose own checks are many and long, a few short ones. */
export async function questionsOf({ assignment, courseDir }: Homework): Promise<Question[]> {
  const file =
    assignment === 'hw4'
      ? join(PACKAGE_DIR, 'bench', 'hw4-questions.json')
      : join(courseDir, assignment, 'questions.json');
  return questionsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** A question as Python that raises where the answer is wrong; `np` and `torch` are the notebook's or imported. */
export function assertion({ name, args, expected }: Question): string {
  return `assert np.allclose(np.asarray(${name}(*${args})), np.asarray(${expected}), atol=1e-5)`;
}
