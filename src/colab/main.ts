/**
 * What drifted between docker/requirements.txt and Colab's published list. `npm run colab:drift`, with the copy in
 * docker/colab/published.yaml, or `-- pip-freeze.txt` with a file or an address. Exit code 1 where a difference has no
 * reason in docker/colab/apart.yaml, or a reason no difference; 2 where a list cannot be read.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CourseError } from '../course/courseError.js';
import { driftOf, isExplained } from './drift.js';
import { readList } from './list.js';
import { readLock, readPublished, readReasons } from './published.js';
import { renderDrift } from './renderDrift.js';

const PACKAGE_DIR = resolve(fileURLToPath(import.meta.url), '..', '..', '..');

try {
  const [from] = process.argv.slice(2);
  const published = await readPublished(PACKAGE_DIR);
  const colab = from === undefined ? new Map(Object.entries(published.packages)) : await readList(from);
  const drift = driftOf(await readLock(PACKAGE_DIR), colab, await readReasons(PACKAGE_DIR));
  process.stdout.write(renderDrift(drift, from ?? `Colab, ${published.published}`));
  if (!isExplained(drift)) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof CourseError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
