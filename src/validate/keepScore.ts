import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { writeWhole } from '../base/writeWhole.js';
import { ALLOWANCES_FILE } from './files.js';
import type { MadeJudged } from './madeMutants.js';

/** Writes the mutation score into the assignment's `validate.yaml`; all else in it stays as it is, comments included. */
export async function keepScore(dir: string, { killed, of }: MadeJudged): Promise<void> {
  const file = join(dir, ALLOWANCES_FILE);
  const document = parseDocument(await readFile(file, 'utf8').catch(() => ''));
  document.set('least', document.createNode({ killed, of }, { flow: true }));
  await writeWhole(file, document.toString({ lineWidth: 120 }));
}
