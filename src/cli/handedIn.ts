import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { personOf, platformDuesOf, readGradescopeMetadata, requireSubmission } from '../intake/gradescopeMetadata.js';
import { readInstant, type EpochMicros } from '../late/instant.js';
import type { Person } from '../work/people.js';
import { UsageError } from './exitCodes.js';

/** How the command line tells who handed a file in, and when. */
export interface HandedInOptions {
  /** Gradescope's submission_metadata.json. */
  readonly metadata?: string;
  /** Addresses or numbers, in place of that. */
  readonly student?: readonly string[];
  readonly submittedAt?: string;
}

/** Who handed something in, and when; what the platform says of it. */
export interface HandedIn {
  readonly submissionId: string;
  readonly source: 'gradescope' | 'cli';
  readonly students: readonly Person[];
  /** RFC 3339 with offset. */
  readonly createdAt: string;
  /** When it was due, as the platform says: instants. */
  readonly platformDues: readonly string[];
}

/**
 * What the options tell; undefined where they tell nothing.
 *
 * @throws {IntakeError} where the metadata cannot be used.
 * @throws {UsageError} where the options contradict or lack one another.
 */
export async function handedInOf({ metadata, student, submittedAt }: HandedInOptions): Promise<HandedIn | undefined> {
  if (metadata === undefined && student === undefined && submittedAt === undefined) return undefined;
  if (metadata !== undefined) {
    if (student === undefined && submittedAt === undefined) return fromMetadata(metadata);
    throw new UsageError('--metadata tells who and when; leave --student and --submitted-at out.');
  }
  if (student === undefined || submittedAt === undefined) {
    throw new UsageError('Give both --student and --submitted-at, or --metadata.');
  }
  instantOf(submittedAt);
  return {
    submissionId: ownId(student, submittedAt),
    source: 'cli',
    students: student.map((who) => (who.includes('@') ? { email: who } : { sid: who })),
    createdAt: submittedAt,
    platformDues: [],
  };
}

async function fromMetadata(file: string): Promise<HandedIn> {
  const bytes = await readFile(file).catch(() => {
    throw new UsageError(`${file} cannot be read. Name another submission_metadata.json.`);
  });
  const submission = requireSubmission(readGradescopeMetadata(bytes));
  const platformDues = platformDuesOf(submission);
  for (const due of platformDues) instantOf(due);
  return {
    submissionId: submission.submissionId,
    source: 'gradescope',
    students: submission.users.map(personOf),
    createdAt: submission.createdAt,
    platformDues,
  };
}

/** The same people at the same instant are the same submission, so that the command can be run again. */
function ownId(students: readonly string[], submittedAt: string): string {
  const who = students.map((student) => student.trim().toLowerCase()).sort();
  const hash = createHash('sha256').update(JSON.stringify([who, instantOf(submittedAt)]));
  return `cli-${hash.digest('hex').slice(0, 16)}`;
}

/** @throws {UsageError} where it is none. */
export function instantOf(text: string): EpochMicros {
  const at = readInstant(text);
  if (typeof at === 'number') return at;
  throw new UsageError(`“${text}” is no time with offset such as 2027-02-11T00:30:00-05:00.`);
}
