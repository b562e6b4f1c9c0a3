import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { defaultStateDir } from '../machine/stateDir.js';
import { EXIT, type ExitCode } from './exitCodes.js';
import { demoCourse, fillLedger } from './demo/course.js';
import { PACKAGE_DIR } from './setting.js';
import { abortOnSignals } from './signals.js';

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
  4. Sign out and choose assistant or instructor: Course shows a made-up class of sixty and what staff do with it.

  Ctrl+C ends it; nothing of it stays.

`;
}
