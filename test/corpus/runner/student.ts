import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Assignment } from '../../../src/course/schema.js';
import type { Graded } from '../../../src/grading/gradeSubmission.js';
import { serialiseResults } from '../../../src/results/serialise.js';
import { toResults } from '../../../src/results/toResults.js';
import { writtenResultsSchema } from '../../../src/results/gradescope.js';
import { PACKAGE_DIR } from '../../support/engine.js';

export const COURSE_DIR = join(import.meta.dirname, '..', 'course');

const canaries = z.array(z.string().min(5)).parse(parse(readFileSync(join(COURSE_DIR, 'canaries.yaml'), 'utf8')));

/** What must not be in anything that a student can see, in any case of the corpus. */
const SECRETS: readonly string[] = [...canaries, PACKAGE_DIR, 'node_modules', '/assignment/checks.py'];

/** Everything of a graded submission that its student can see, each text with its place. */
export function shownTexts({ grade, executed }: Graded, assignment: Assignment): Map<string, string> {
  // Read back from the file, as the platform does.
  const document = writtenResultsSchema.parse(JSON.parse(serialiseResults(toResults(grade, assignment))));
  const { extra_data: _record, ...shown } = document;
  const cells = executed.cells.map(({ source: _own, ...cell }) => cell);
  return new Map([...texts(shown, 'results'), ...texts(cells, 'notebook')]);
}

function* texts(value: unknown, place: string): Generator<[string, string]> {
  if (typeof value === 'string') yield [place, value];
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* texts(item, `${place}.${key}`);
  }
}

// Everything invisible but tab and line feed; ESC is looked at apart, for notebooks may show colours.
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|[\ud800-\udfff]/u;
// eslint-disable-next-line no-control-regex
const ESCAPES = /\x1b(?!\[[0-9;]{0,32}m)/u;

/** What is wrong with the texts, whatever the case: secrets, and characters that show something else than they are. */
export function exposures(shown: ReadonlyMap<string, string>, notContain: readonly string[]): string[] {
  return [...shown].flatMap(([place, text]) => [
    ...[...SECRETS, ...notContain].filter((word) => text.includes(word)).map((word) => `${place} shows ${word}`),
    ...(UNSEEN.test(text) ? [`${place} holds invisible characters`] : []),
    ...(ESCAPES.test(text) || (place.startsWith('results') && text.includes('\u001b'))
      ? [`${place} holds an escape sequence`]
      : []),
  ]);
}
