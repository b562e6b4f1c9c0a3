import { join } from 'node:path';
import { z } from 'zod';
import type { Assignment } from '../course/schema.js';
import { IntakeError } from '../intake/intakeError.js';
import { parseNotebookJson } from '../intake/notebookJson.js';
import { readNotebookFile } from '../intake/openNotebook.js';
import { readNotebook } from '../intake/readNotebook.js';
import { findWritten, type WrittenNotebook } from './findWritten.js';
import type { WrittenDocument } from './written.js';

const STARTER_FILE = 'starter.ipynb';
const MAX_ATTACHMENTS = 100;

const attachmentsSchema = z.object({
  cells: z.array(
    z
      .object({ attachments: z.record(z.string(), z.record(z.string(), z.unknown())).optional().catch(undefined) })
      .catch({}),
  ),
});

/** An assignment, as far as its written questions go. `dir` has its starter. */
export interface AskedInWriting {
  readonly assignment: Pick<Assignment, 'id' | 'manual'>;
  readonly dir?: string | undefined;
}

/**
 * The written answers in a notebook's file, compared with the assignment's starter; undefined where the assignment has
 * no questions for people.
 *
 * @throws {IntakeError} where the file is no notebook.
 */
export async function readWritten(
  { assignment, dir }: AskedInWriting,
  bytes: Uint8Array,
  name: string,
): Promise<WrittenDocument | undefined> {
  const { id, manual } = assignment;
  if (manual.length === 0) return undefined;
  const starter = dir === undefined ? undefined : await starterIn(dir);
  const notebook = open(bytes, name);
  return {
    schemaVersion: 1,
    assignment: id,
    notebookDigest: notebook.digest,
    answers: findWritten(manual, notebook, starter),
  };
}

/** As it is kept, in a file or as a blob. */
export function writtenText(written: WrittenDocument): string {
  return `${JSON.stringify(written, null, 2)}\n`;
}

/** Undefined where it cannot be read: the doctor tells staff of that, and no grade waits for it. */
async function starterIn(dir: string): Promise<WrittenNotebook | undefined> {
  try {
    return open(await readNotebookFile(join(dir, STARTER_FILE)), STARTER_FILE);
  } catch (error) {
    if (error instanceof IntakeError) return undefined;
    throw error;
  }
}

function open(bytes: Uint8Array, name: string): WrittenNotebook & { readonly digest: string } {
  return { ...readNotebook(bytes, name), attachments: attachmentsIn(bytes, name) };
}

/** Grading itself has no use for attachments, so they are read here alone. None where they are beyond all bounds. */
function attachmentsIn(bytes: Uint8Array, name: string): WrittenNotebook['attachments'] {
  let value: unknown;
  try {
    ({ value } = parseNotebookJson(bytes, name, { cells: [{ attachments: 'value' }] }));
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
  }
  const cells = attachmentsSchema.safeParse(value).data?.cells ?? [];
  return new Map(
    cells.map(({ attachments = {} }, index) => [
      index,
      new Map(Object.entries(attachments).flatMap(pictureOf).slice(0, MAX_ATTACHMENTS)),
    ]),
  );
}

/** An attachment has its picture under the name of its type, as base64 in one text or several. */
function pictureOf([name, byType]: [string, Record<string, unknown>]): [string, string][] {
  const [base64] = Object.values(byType);
  const text = Array.isArray(base64) ? base64.join('') : base64;
  return typeof text === 'string' ? [[name, text]] : [];
}
