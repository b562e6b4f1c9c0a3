import type { GradescopeSubmission } from '../../intake/gradescopeMetadata.js';
import type { IntakeCode } from '../../intake/intakeError.js';
import type { AskedInWriting } from '../../written/readWritten.js';

/** A file that was handed in, in a file of ours. */
export interface ReceivedFile {
  /** As it was sent: for messages and choices, never for a file system. */
  readonly path: string;
  /** Where its bytes are. */
  readonly file: string;
  readonly bytes: number;
}

/** What a reader is asked, and what it answers to that. Both ends are of one build, so nothing is validated between. */
export interface ReaderJobs {
  readonly metadata: {
    readonly ask: { readonly file: string };
    readonly answer: Submitted;
  };
  readonly notebook: {
    readonly ask: {
      readonly files: readonly ReceivedFile[];
      /** The file name that the assignment asks for. */
      readonly named: string | undefined;
      /** The folder of blobs, in which the notebook is stored. */
      readonly blobs: string;
    };
    readonly answer: StoredNotebook;
  };
  readonly written: {
    readonly ask: {
      /** The notebook's, and what it was called. */
      readonly file: string;
      readonly name: string;
      readonly asked: AskedInWriting;
      /** The folder of blobs, in which the answers are stored as `written.json`. */
      readonly blobs: string;
    };
    /** The digest of the answers; null where the assignment has no written questions. */
    readonly answer: string | null;
  };
  readonly executed: {
    readonly ask: {
      readonly file: string;
      readonly names: readonly string[];
      /** The folder of blobs, in which the pictures are stored. */
      readonly blobs: string;
    };
    readonly answer: {
      /** By name. */
      readonly definitions: Readonly<Record<string, { readonly cell: number; readonly line: number }>>;
      readonly plots: readonly { readonly cell: number; readonly blob: string }[];
    };
  };
  readonly shown: {
    /** Executed, as this project writes it, or as it was handed in. */
    readonly ask: { readonly file: string; readonly isExecuted: boolean };
    /** `leftOut`: so many cells more than a page shows. */
    readonly answer: { readonly cells: readonly ShownCell[]; readonly leftOut: number };
  };
}

/** A cell as text: nothing in it is ever markup. */
export interface ShownCell {
  readonly kind: 'code' | 'markdown' | 'raw';
  /** Of a code cell, from 1. */
  readonly number?: number;
  readonly source: string;
  readonly output: string;
}

/** Earlier submissions stay behind: they are most of the metadata, and nothing counts them. */
type Submitted = Omit<GradescopeSubmission, 'previousSubmissions'>;

/** The notebook that is to be graded. */
export interface StoredNotebook {
  readonly blob: string;
  /** Of the work (`Notebook.digest`). */
  readonly digest: string;
  /** For people: `work.zip/hw4.ipynb` lies in an archive. */
  readonly path: string;
}

export type ReaderJob = { [Kind in keyof ReaderJobs]: { kind: Kind } & ReaderJobs[Kind]['ask'] }[keyof ReaderJobs];

/** One message for each job, with what the process holds of memory afterwards. */
export type ReaderMessage = { readonly residentBytes: number } & (
  | { readonly answer: ReaderJobs[keyof ReaderJobs]['answer'] }
  | { readonly refused: { readonly code: IntakeCode; readonly text: string; readonly remedy: string } }
  | { readonly failed: string }
);
