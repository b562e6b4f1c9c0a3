import { basename } from 'node:path';
import type { LoadedAssignment } from '../course/load.js';
import { IntakeError } from '../intake/intakeError.js';
import { readNotebookFile } from '../intake/openNotebook.js';
import { readNotebook } from '../intake/readNotebook.js';
import { submissionId } from '../queue/job.js';
import type { Producer } from '../queue/producer.js';
import { gradeSchema, type Grade } from '../grade/grade.js';
import { serialiseResults } from '../results/serialise.js';
import { toResults } from '../results/toResults.js';
import type { BlobStore } from '../machine/blobStore.js';
import type { Step } from './progressBoard.js';
import { readWritten } from '../written/readWritten.js';
import { writeResults } from './writeResults.js';

/** How one file of a class ended. */
export type ClassRow = { readonly name: string } & (
  | { readonly kind: 'graded'; readonly grade: Grade }
  | { readonly kind: 'badInput' | 'courseError' | 'platformFailure'; readonly message: string }
);

export interface ClassOptions {
  readonly loaded: LoadedAssignment;
  readonly files: readonly string[];
  readonly producer: Producer;
  readonly blobs: BlobStore;
  /** Folder that gets one folder a file; nothing is written where absent. */
  readonly outDir?: string;
  readonly report: (name: string, step: Step) => void;
}

/**
 * Sends files through the queue and waits for all of them. A file that is no notebook costs only itself.
 *
 * @returns one row a file, in the order given.
 */
export async function submitClass(options: ClassOptions): Promise<ClassRow[]> {
  return Promise.all(options.files.map((file) => submitOne(options, file)));
}

async function submitOne({ loaded, producer, blobs, outDir, report }: ClassOptions, file: string): Promise<ClassRow> {
  const name = basename(file, '.ipynb');
  try {
    const bytes = await readNotebookFile(file);
    const notebook = readNotebook(bytes, basename(file));
    const id = await producer.add({
      schemaVersion: 2,
      submission: submissionId(loaded.assignment.id, name, notebook.digest),
      assignment: loaded.assignment.id,
      assignmentDigest: loaded.digest,
      notebook: await blobs.put(bytes),
      fileName: basename(file),
    });
    const end = await producer.wait(id, (step) => {
      report(name, step);
    });
    if (end.kind === 'withdrawn') throw new Error('a job was withdrawn that nobody took back');
    if (end.kind !== 'graded') return { name, kind: end.kind, message: end.message };
    const grade = gradeSchema.parse(JSON.parse((await blobs.get(end.grade)).toString('utf8')));
    const executed = (await blobs.get(end.executed)).toString('utf8');
    if (outDir !== undefined) {
      const results = serialiseResults(toResults(grade, loaded.assignment));
      const written = await readWritten(loaded, bytes, basename(file));
      await writeResults(`${outDir}/${name}`, { results, executed, written });
    }
    return { name, kind: 'graded', grade };
  } catch (error) {
    if (error instanceof IntakeError) return { name, kind: 'badInput', message: error.message };
    throw error;
  }
}
