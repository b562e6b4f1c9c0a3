import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '../../ledger/actor.js';
import type { Ledger } from '../../ledger/ledger.js';
import { readCourses } from '../../ledger/events.js';
import { openForReading } from '../../db/open.js';
import { openForWriting } from '../../ledger/open.js';
import type { Store } from '../../db/store.js';
import { UsageError } from '../exitCodes.js';
import { stateDir } from '../setting.js';

/** What every command over the ledger takes. */
export interface LedgerOptions {
  readonly ledger?: string | undefined;
  readonly courseId?: string | undefined;
  readonly json?: true | undefined;
}

/** What every command takes that writes to it. */
export interface ChangeOptions extends LedgerOptions {
  readonly as?: string | undefined;
  readonly reason?: string | undefined;
  readonly evidence?: string | undefined;
  readonly commandId?: string | undefined;
  readonly dryRun?: true | undefined;
}

/** An argument. */
export const WHO = ['<student>', 'key, e-mail address, number or whole name'] as const;
export const LEDGER = ['--ledger <file>', 'the ledger; ASSAY_LEDGER, or ledger.db in the state folder'] as const;
export const COURSE_ID = ['--course-id <id>', 'which course, where the ledger has several'] as const;
export const JSON_OUT = ['--json', 'print JSON'] as const;
export const AS = ['--as <id>', 'who you are; ASSAY_STAFF, or your login name'] as const;
export const REASON = ['--reason <text>', 'why; needed where results change'] as const;
export const EVIDENCE = ['--evidence <reference>', 'a ticket or file, never the evidence itself'] as const;
export const COMMAND_ID = [
  '--command-id <id>',
  'of an earlier try: what is stored already is not stored again',
] as const;
export const DRY_RUN = ['--dry-run', 'only print who changes, before and after'] as const;

const now = (): Date => new Date();

export async function openReader(options: LedgerOptions): Promise<Store> {
  return openForReading(await ledgerFile(options), { now });
}

export async function openWriter(options: LedgerOptions): Promise<Store> {
  return openForWriting(await ledgerFile(options), { now });
}

/** Where the ledger is. */
export async function ledgerFile({ ledger }: LedgerOptions): Promise<string> {
  const given = ledger ?? process.env['ASSAY_LEDGER'];
  return given ?? join(await stateDir(process.env), 'ledger.db');
}

/** The ledger of the course that is meant. @throws {UsageError} where that is open. */
export function ledgerOf(store: Store, options: LedgerOptions): Ledger {
  return { store, course: courseOf(store, options) };
}

/** The course that is meant. @throws {UsageError} where that is open. */
export function courseOf(store: Store, { courseId }: LedgerOptions): string {
  const courses = readCourses(store);
  const known = courses.length === 0 ? 'none yet; begin with `assay late import course`' : courses.join(', ');
  if (courseId !== undefined) {
    if (courses.includes(courseId)) return courseId;
    throw new UsageError(`The ledger has no course ${courseId}. Known: ${known}.`);
  }
  const [only] = courses;
  if (only !== undefined && courses.length === 1) return only;
  throw new UsageError(`Say which course with --course-id. Known: ${known}.`);
}

/** Who types. */
export function actorOf({ as }: Pick<ChangeOptions, 'as'>): Actor {
  return { kind: 'staff', id: as ?? process.env['ASSAY_STAFF'] ?? userInfo().username };
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
