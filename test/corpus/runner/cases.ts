import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { notebookFile } from '../../support/notebook.js';
import { parseCells } from './cellsFile.js';
import { expectationSchema, type Expectation } from './expectation.js';

const CORPUS_DIR = join(import.meta.dirname, '..');

/** An attack on a part of Assay that no notebook reaches. @returns what it won, a sentence each; none where it failed. */
type Attempt = () => readonly string[] | Promise<readonly string[]>;

/** A module that makes a file; an archive has a name. */
interface FileMaker {
  readonly name?: string;
  readonly default: () => Uint8Array | Promise<Uint8Array>;
}

/** What a case hands in: a file for intake and, where that takes it, for grading; or an attempt of its own. */
type Submission =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'attempt'; readonly attempt: Attempt };

export interface CorpusCase {
  /** The folder's name, e.g. `A01-results-file`. */
  readonly id: string;
  /** `A` … `T`, or `ordinary`: failures that nobody meant. */
  readonly family: string;
  readonly expectation: Expectation;
  readonly submission: () => Promise<Submission>;
}

/** Every case of the corpus, by family and id. */
export function loadCases(): CorpusCase[] {
  return folders(CORPUS_DIR).flatMap((family) =>
    folders(join(CORPUS_DIR, family)).flatMap((id) => {
      const folder = join(CORPUS_DIR, family, id);
      if (!existsSync(join(folder, 'expect.yaml'))) return [];
      const expectation = readExpectation(folder, `${family}/${id}`);
      return [{ id, family, expectation, submission: () => readSubmission(folder) }];
    }),
  );
}

function readExpectation(folder: string, place: string): Expectation {
  const read = expectationSchema.safeParse(parse(readFileSync(join(folder, 'expect.yaml'), 'utf8')));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Error(`${place}/expect.yaml: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

async function readSubmission(folder: string): Promise<Submission> {
  const path = (name: string): string => join(folder, name);
  const file = (name: string, bytes: Uint8Array): Submission => ({ kind: 'file', name, bytes });
  if (existsSync(path('cells.py'))) {
    return file('submission.ipynb', notebookFile(parseCells(readFileSync(path('cells.py'), 'utf8'))));
  }
  if (existsSync(path('submission.ipynb'))) return file('submission.ipynb', readFileSync(path('submission.ipynb')));
  if (existsSync(path('file.ts'))) {
    const made = (await import(pathToFileURL(path('file.ts')).href)) as FileMaker;
    return file(made.name ?? 'submission.ipynb', await made.default());
  }
  const { default: attempt } = (await import(pathToFileURL(path('attempt.ts')).href)) as { default: Attempt };
  return { kind: 'attempt', attempt };
}

function folders(parent: string): string[] {
  const entries = readdirSync(parent, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}
