import { execa } from 'execa';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Grade } from '../../src/grade/grade.js';
import type { Progress } from '../../src/grading/gradeSubmission.js';
import { PlatformError } from '../../src/base/platformError.js';
import { LABEL_PREFIX } from '../../src/sandbox/spec.js';
import { MINI_COURSE_DIR, PACKAGE_DIR } from '../support/engine.js';
import { notebook } from '../support/notebook.js';
import { type Grader, shareGrader } from './mini.js';

/** What the assignment `patient` asks for: each part takes half of its limit of two seconds. */
const CELL = 'import time\ntime.sleep(1)\ndef slow():\n    time.sleep(1)\n    return 1';
/** Half as long again as a limit. */
const STANDSTILL_MS = 3_000;
const FULL = { outcome: 'passed', blame: null, earnedMicroPoints: 2e6, cells: [{ status: 'ok' }], notes: [] };

const nothing = (): Promise<void> => Promise.resolve();

/** `cell 1`, `check 2`: where a run is, once it has been there for a moment. */
const nameOf = (progress: Progress): string =>
  'number' in progress ? `${progress.phase} ${progress.number}` : progress.phase;

describe('what stands still costs nobody points', { timeout: 120_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));

  async function containerOf(role: 'student' | 'checker') {
    const { docker } = grader.context.engine;
    const label = [`${LABEL_PREFIX}worker=${grader.context.workerId}`, `${LABEL_PREFIX}role=${role}`];
    const [found] = await docker.listContainers({ filters: { label } });
    if (!found) throw new Error(`no ${role} runs`);
    return docker.getContainer(found.Id);
  }

  /** Grades `CELL` and does something in each phase, a moment after it has begun. */
  async function grade(during: (phase: string) => Promise<void>, cell = CELL): Promise<Grade> {
    const done: Promise<void>[] = [];
    const onProgress = (progress: Progress): void => {
      done.push(during(nameOf(progress)));
    };
    try {
      return (await grader.grade([cell], { assignment: 'patient', onProgress })).grade;
    } finally {
      await Promise.all(done);
    }
  }

  it('a worker that is stopped at the start, in a cell, in a check’s turn and in a call', async () => {
    const phases = ['starting', 'cell 1', 'check 1', 'check 2'];
    const { engine: _, secret: __, ...plain } = grader.context;
    const from = (path: string): string => JSON.stringify(pathToFileURL(join(PACKAGE_DIR, 'dist', path)).href);
    const program = `
      import { connectEngine } from ${from('sandbox/engine.js')};
      import { loadAssignment } from ${from('course/load.js')};
      import { CheckerPool } from ${from('grading/checkerPool.js')};
      import { gradeSubmission } from ${from('grading/gradeSubmission.js')};
      const context = { ...${JSON.stringify(plain)}, engine: connectEngine(), secret: Buffer.alloc(32) };
      const pool = new CheckerPool(context);
      const { grade } = await gradeSubmission({ context, checkers: pool }, {
        loaded: await loadAssignment(${JSON.stringify(MINI_COURSE_DIR)}, 'patient'),
        notebook: ${JSON.stringify(notebook([CELL]))},
        submission: 'stopped',
        onProgress: (progress) => console.log(JSON.stringify({ progress })),
      });
      await pool[Symbol.asyncDispose]();
      console.log(JSON.stringify({ grade }));`;
    const worker = execa(process.execPath, ['--input-type=module', '-e', program], { buffer: false });
    const stopped: string[] = [];
    let result: Grade | undefined;
    for await (const line of createInterface({ input: worker.stdout })) {
      const said = JSON.parse(line) as { progress?: Progress; grade?: Grade };
      result = said.grade;
      const phase = said.progress && nameOf(said.progress);
      if (phase === undefined || !phases.includes(phase)) continue;
      stopped.push(phase);
      // In the middle of it: what it waits for comes while it stands still.
      await sleep(300);
      worker.kill('SIGSTOP');
      await sleep(STANDSTILL_MS);
      worker.kill('SIGCONT');
    }
    await worker;
    expect(stopped).toEqual(phases);
    expect(result).toMatchObject(FULL);
  });

  it('a container that is paused in a cell, in the check’s turn and in a call', async () => {
    const roles: Record<string, 'student' | 'checker'> = {
      'cell 1': 'student',
      'check 1': 'checker',
      'check 2': 'student',
    };
    const paused: string[] = [];
    const result = await grade(async (phase) => {
      const role = roles[phase];
      if (role === undefined) return;
      const container = await containerOf(role);
      await sleep(300);
      await container.pause();
      await sleep(STANDSTILL_MS);
      await container.unpause();
      paused.push(phase);
    });
    expect(paused).toEqual(Object.keys(roles));
    expect(result).toMatchObject(FULL);
  });

  it('a container whose processes are stopped from outside: in a cell, and before a fork, for longer than that has', async () => {
    let pids: number[] = [];
    const signal = (name: NodeJS.Signals): void => {
      for (const pid of pids) process.kill(pid, name);
    };
    const result = await grade(async (phase) => {
      if (phase === 'cell 1') {
        const { Processes } = (await (await containerOf('student')).top({ ps_args: '-eo pid' })) as {
          Processes: string[][];
        };
        pids = Processes.map(([pid]) => Number(pid));
        await sleep(300);
        signal('SIGSTOP');
        await sleep(STANDSTILL_MS);
        signal('SIGCONT');
      } else if (phase === 'check 1') {
        // At once: the fork for this check is asked for after this.
        signal('SIGSTOP');
        await sleep(11_000);
        signal('SIGCONT');
      }
    });
    expect(pids.length).toBeGreaterThan(1);
    expect(result).toMatchObject(FULL);
  });

  it('a fork that does not come is the platform’s failure', async () => {
    const hangs = 'import os, time\nos.register_at_fork(before=lambda: time.sleep(60))';
    const grading = grade(nothing, `${CELL}\n${hangs}`);
    await expect(grading).rejects.toThrow(PlatformError);
    await expect(grading).rejects.toThrow('did not fork within 10 s');
  });

  it.each([
    ['removes', 'student', 'cell 1', (id: string) => ['rm', '--force', id]],
    ['kills', 'student', 'check 2', (id: string) => ['kill', id]],
    ['stops', 'student', 'cell 1', (id: string) => ['stop', '--time', '0', id]],
    ['removes', 'checker', 'check 1', (id: string) => ['rm', '--force', id]],
    ['kills', 'checker', 'check 1', (id: string) => ['kill', id]],
  ] as const)(
    'a container that somebody else %s is nobody’s crash: the %s’s, in %s',
    async (_, role, when, command) => {
      const grading = grade(async (phase) => {
        if (phase !== when) return;
        const { id } = await containerOf(role);
        await sleep(300);
        await execa('docker', command(id));
      });
      await expect(grading).rejects.toThrow(PlatformError);
    },
  );

  it('what the container does to itself is no standstill', async () => {
    const stops = 'import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)';
    const { cells, outcome } = await grade(nothing, stops);
    expect({ cells, outcome }).toMatchObject({ cells: [{ status: 'timedOut' }], outcome: 'timedOut' });
  });
});
