import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { Temporal } from 'temporal-polyfill';
import { parseDocument } from 'yaml';
import { writeWhole } from '../base/writeWhole.js';
import { loadCourse } from '../course/load.js';
import { SYSTEM } from '../ledger/actor.js';
import { recordNew } from '../ledger/commands/importCourse.js';
import { importRoster } from '../ledger/commands/importRoster.js';
import { readCourseFiles } from '../ledger/courseFiles.js';
import { defaultStateDir } from '../machine/stateDir.js';
import { openForWriting } from '../ledger/open.js';
import { EXIT, type ExitCode } from './exitCodes.js';
import { DEFAULT_COURSE_DIR, PACKAGE_DIR } from './setting.js';
import { abortOnSignals } from './signals.js';

/** So long ago the demonstration's homework was due, so that handing it in now has a price. */
const LATE = { hours: 6, minutes: 20 };
const STAFF = { instructor: { role: 'instructor' }, assistant: { role: 'ta' } };
const READY = /"msg":"ready"/u;

export interface Listen {
  readonly host: string;
  readonly port: number;
}

/**
 * `assay demo --serve`: server, worker and private Redis for a copy of the sample course, in a state folder that is gone
 * afterwards. Whoever reaches the server may be anybody, so it refuses to serve other machines.
 */
export async function demoServe(assignment: string, students: readonly string[], listen: Listen): Promise<ExitCode> {
  const state = await mkdtemp(join(tmpdir(), 'assay-demo-'));
  // Heard to the end: a second Ctrl+C must not leave the state folder behind.
  using interruption = abortOnSignals();
  const stopped = interruption.aborted;
  const processes: Child[] = [];
  try {
    // What this machine has learned of its sandbox holds for the demonstration as well.
    const known = join(defaultStateDir(process.env), 'preflight.json');
    if (existsSync(known)) await cp(known, join(state, 'preflight.json'));
    const course = await demoCourse(state, assignment);
    await fillLedger(state, course, students);
    const start = (args: readonly string[]) => {
      const child = startCommand(args, state);
      processes.push(child);
      return Promise.race([child.ready, stopped]);
    };
    const { host, port } = listen;
    const listening = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    process.stderr.write('Starting the demonstration: on its first run on a machine it looks at the sandbox, too.\n');
    const address = await start(['serve', '--demo-sign-in', '--course', course, '--listen', listening]);
    const worker = await start(['worker', '--course', course, '--warm', assignment]);
    if (worker === 'aborted') return EXIT.interrupted;
    process.stderr.write(welcome(`http://${listening.replace(/:\d+$/u, '')}:${address}`, assignment));
    const ended = await Promise.race([stopped, ...processes.map(({ ended }) => ended)]);
    if (ended === 'aborted') return EXIT.passed;
    process.stderr.write('A part of the demonstration has ended by itself; what it said stands above.\n');
    return EXIT.platformFailure;
  } finally {
    for (const { stop } of processes) stop();
    await Promise.all(processes.map(({ ended }) => ended));
    await rm(state, { recursive: true, force: true });
  }
}

/** The sample course with a homework that is a few hours late, and with staff to be. */
async function demoCourse(state: string, assignment: string): Promise<string> {
  const dir = join(state, 'course');
  await cp(DEFAULT_COURSE_DIR, dir, { recursive: true, filter: (path) => !path.endsWith('/samples') });
  const { course } = await loadCourse(dir);
  const due = Temporal.Now.zonedDateTimeISO(course.timeZone).subtract(LATE).toPlainDateTime();
  await edit(join(dir, assignment, 'assignment.yaml'), ['due', 'local'], due.toString({ smallestUnit: 'minute' }));
  await edit(join(dir, 'late.yaml'), ['staff'], STAFF);
  return dir;
}

async function edit(file: string, path: readonly string[], value: unknown): Promise<void> {
  const document = parseDocument(await readFile(file, 'utf8'));
  document.setIn(path, value);
  await writeWhole(file, document.toString());
}

async function fillLedger(state: string, courseDir: string, students: readonly string[]): Promise<void> {
  const files = await readCourseFiles(courseDir);
  using store = openForWriting(join(state, 'ledger.db'), { now: () => new Date() });
  const ledger = { store, course: files.course };
  recordNew(ledger, SYSTEM, files);
  const rows = students.map((student, index) => ({
    line: index + 2,
    cells: new Map([
      ['student_key', student],
      ['name', student.charAt(0).toUpperCase() + student.slice(1)],
      ['email', `${student}@example.edu`],
    ]),
  }));
  importRoster(ledger, SYSTEM, { rows, file: 'the sample class' });
}

interface Child {
  /** Gives the port that it says, if any. @throws {Error} where it ends before. */
  readonly ready: Promise<string>;
  readonly ended: Promise<'ended'>;
  readonly stop: () => void;
}

/** A command of this package in a process of its own. */
function startCommand(args: readonly string[], state: string): Child {
  const child = execa(process.execPath, [join(PACKAGE_DIR, 'dist', 'cli', 'main.js'), ...args], {
    env: { REDIS_URL: '', ASSAY_SERVER_URL: '', ASSAY_PUBLIC_URL: '', ASSAY_STATE_DIR: state },
    stdio: ['ignore', 'ignore', 'pipe'],
    // It would end this process by the signal, before its parts have ended.
    cleanup: false,
    reject: false,
    forceKillAfterDelay: false,
  });
  let said = '';
  const ready = new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-20_000);
      const line = said.split('\n').find((text) => READY.test(text));
      if (line !== undefined) resolve(/"port":(\d+)/u.exec(line)?.[1] ?? '');
    });
    void child.then(() => {
      if (child.exitCode !== 0) process.stderr.write(said);
      reject(new Error(`\`assay ${args[0] ?? ''}\` ended before it was ready.`));
    });
  });
  // Whoever does not wait for it any more, is not told either.
  ready.catch(() => undefined);
  return { ready, ended: child.then(() => 'ended'), stop: () => child.kill('SIGTERM') };
}

function welcome(url: string, assignment: string): string {
  return `
  THIS IS A DEMONSTRATION: everybody who opens the page may be anybody. It serves this machine alone.

  1. Open ${url} and choose a person.
  2. Choose ${assignment} and drop a notebook of graders/samples/${assignment}/ on the page, such as dalia.ipynb.
  3. Read what the checks say, and what handing in now would cost: the homework is a few hours late.

  Ctrl+C ends it; nothing of it stays.

`;
}
