import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { expect, vi } from 'vitest';
import type { AddCommand } from '../../src/cli/arguments.js';
import { EXIT, explainError, type ExitCode } from '../../src/cli/exitCodes.js';
import { addLateStaffCommands } from '../../src/cli/late/index.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';

/** A text that says this. */
export function saying(text: string): unknown {
  return expect.stringContaining(text);
}

/** What a command said, and how it ended. */
interface Said {
  readonly code: ExitCode;
  readonly out: string;
  readonly error: string;
}

/** A folder with a course, a ledger, and somebody who types commands. */
export interface Desk extends AsyncDisposable {
  readonly folder: string;
  readonly ledger: string;
  /** Runs `late …`; the ledger and the person are given. */
  say(...args: string[]): Promise<Said>;
  /** The same with `--json`: what it printed, read. */
  ask(...args: string[]): Promise<unknown>;
  /** Writes a file and returns its path. */
  file(name: string, text: string): Promise<string>;
}

export async function desk(): Promise<Desk> {
  const folder = await testFolder();
  const ledger = join(folder.path, 'ledger.db');
  const say = (...args: string[]): Promise<Said> => typed(addLateStaffCommands, [...args, '--ledger', ledger], 'ada');
  return {
    folder: folder.path,
    ledger,
    say,
    async ask(...args) {
      const { code, out, error } = await say(...args, '--json');
      if (error !== '') throw new Error(`exit code ${code}: ${error}`);
      return JSON.parse(out) as unknown;
    },
    async file(name, text) {
      const path = join(folder.path, name);
      await writeFile(path, text);
      return path;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

export const ROSTER = `Name,SID,Email,Section
Ann Lee,1001,ann@example.edu,A
Bob Ray,1002,bob@example.edu,A
"Cruz, Eve",1003,eve@example.edu,B
`;

/** One hour late, 13 hours late with a partner, and one that is on time. */
const SUBMISSIONS = `submission_id,assignment,students,created_at,raw_score,status
7,quick,ann@example.edu,2027-02-11T00:30:00Z,80,graded
8,quick,bob@example.edu;1003,2027-02-11T07:58:59-05:00,90.5,graded
9,broken,ann@example.edu,2027-02-01T00:00:00-05:00,,
`;

/** A desk with the quick course, its late policy, a roster of three and three submissions. */
export async function openedDesk(policy = 'budgetHours: 5'): Promise<Desk> {
  const at = await desk();
  const course = join(at.folder, 'course');
  await cp(QUICK_COURSE_DIR, course, { recursive: true });
  await writeFile(join(course, 'late.yaml'), `schemaVersion: 1\npolicy: { ${policy} }\n`);
  const files = [
    ['course', course],
    ['roster', await at.file('roster.csv', ROSTER)],
    ['submissions', await at.file('submissions.csv', SUBMISSIONS)],
  ] as const;
  for (const [what, path] of files) {
    const { code, error } = await at.say('import', what, path);
    if (code !== EXIT.passed) throw new Error(error);
  }
  await at.say('due-change', 'quick', '--to', '2027-02-10T23:59:00', '--reason', 'the sample is due then');
  return at;
}

/** What somebody gets who types a command; `add` adds it to the program. */
export async function typed(add: AddCommand, args: readonly string[], person: string): Promise<Said> {
  let code: ExitCode = EXIT.passed;
  let error = '';
  let out = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  vi.stubEnv('ASSAY_STAFF', person);
  const program = new Command('assay').exitOverride().configureOutput({ writeErr: (text) => (error += text) });
  add(program, (ended) => (code = ended));
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (caught) {
    if (caught instanceof CommanderError) code = EXIT.badInput;
    else ({ code, message: error } = explainError(caught));
  } finally {
    write.mockRestore();
    vi.unstubAllEnvs();
  }
  return { code, out, error };
}

/** The number of the newest event. */
export async function head(at: Desk): Promise<number> {
  const report = (await at.ask('verify-log')) as { head: { seq: number } };
  return report.head.seq;
}

/** What a student is charged for an assignment. */
export async function row(at: Desk, who: string, assignment = 'quick'): Promise<unknown> {
  const shown = (await at.ask('show', who)) as { assignments: Record<string, unknown> };
  return shown.assignments[assignment];
}
