import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import type { Limits } from '../../src/course/schema.js';
import { CheckerPool } from '../../src/grading/checkerPool.js';
import type { GradingContext } from '../../src/grading/context.js';
import { gradeSubmission, type Graded, type Progress } from '../../src/grading/gradeSubmission.js';
import { PlatformError } from '../../src/base/platformError.js';
import { Reaper } from '../../src/sandbox/reaper.js';
import { openLane } from '../queue/lane.js';
import { containersOf, testContext } from '../support/engine.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { notebook } from '../support/notebook.js';
import { NO_OWN_ENGINE, ownEngine, type OwnEngine } from '../support/ownEngine.js';
import { waitFor } from '../support/waitFor.js';

/** Every request is given up after so long; a grading makes few, and one after the other only while it gives up. */
const LIMITS = { requestMs: 3_000, signalMs: 1_500, standstillMs: 5_000 };
const BOUND_MS = 30_000;

interface How {
  readonly submission?: string;
  readonly until?: Progress['phase'];
  readonly onPhase?: (phase: Progress['phase']) => void;
}

if (NO_OWN_ENGINE !== undefined) console.warn(`Tests with a broken engine are skipped: it ${NO_OWN_ENGINE}.`);

describe.skipIf(NO_OWN_ENGINE !== undefined)(
  'an engine that breaks under a running notebook',
  { timeout: 120_000 },
  () => {
    let own: OwnEngine;
    let context: GradingContext;
    beforeAll(async () => {
      own = await ownEngine(LIMITS);
      context = await testContext({ engine: own.engine, images: own.images });
    });
    afterAll(async () => {
      await own[Symbol.asyncDispose]();
    });

    /** Grades a notebook whose only cell sleeps, with limits of the test's own; `begun` once it has come to the phase `until`. */
    function grade(
      seconds: number,
      limits: Partial<Limits> = {},
      { submission = 's', until = 'cell', onPhase }: How = {},
    ) {
      let begin: () => void;
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const run = async (): Promise<Graded> => {
        const pool = new CheckerPool(context);
        const loaded = await loadAssignment(QUICK_COURSE_DIR, 'quick');
        const assignment = { ...loaded.assignment, limits: { ...loaded.assignment.limits, ...limits } };
        const onProgress = ({ phase }: Progress): void => {
          if (phase === until) begin();
          onPhase?.(phase);
        };
        try {
          const request = { loaded: { ...loaded, assignment }, notebook: notebook([String(seconds)]), submission };
          return await gradeSubmission({ context, checkers: pool }, { ...request, onProgress });
        } finally {
          await pool[Symbol.asyncDispose]().catch(() => undefined);
        }
      };
      const graded = run();
      graded.catch(() => undefined);
      return { begun: Promise.race([begun, graded]), graded };
    }

    async function failsInTime(graded: Promise<Graded>): Promise<void> {
      const started = performance.now();
      const error: unknown = await graded.then(
        ({ grade: { outcome } }) => outcome,
        (cause: unknown) => cause,
      );
      expect(error).toBeInstanceOf(PlatformError);
      expect(performance.now() - started).toBeLessThan(BOUND_MS);
    }

    /** What the broken engine could not remove is removed by the reaper of the next worker. */
    async function leavesNothing(): Promise<void> {
      await waitFor('all containers to be gone', async () => {
        await new Reaper(own.engine, (worker) => (worker === context.workerId ? 'ended' : 'unknown')).look();
        return (await containersOf(context)).length === 0;
      });
    }

    /** An engine that hangs once the grading has come so far. */
    async function survives({ begun, graded }: ReturnType<typeof grade>): Promise<void> {
      await begun;
      own.freeze();
      await failsInTime(graded);
      own.thaw();
      await leavesNothing();
      expect((await grade(0).graded).grade.outcome).toBe('passed');
    }

    it('grades, while it is well', async () => {
      const { grade: result } = await grade(0).graded;
      expect(result).toMatchObject({ outcome: 'passed', earnedMicroPoints: 3_000_000 });
      await leavesNothing();
    });

    it('hangs: the platform’s failure in bounded time, no zero; and grades again when it is back', async () => {
      await survives(grade(60, { cellSeconds: 1 }));
    });

    it('stands still at the start: the platform’s failure, which a later try mends', async () => {
      await survives(grade(0, {}, { until: 'starting' }));
    });

    it('hangs in a check’s own turn: the checker is not blamed for it', async () => {
      await survives(grade(0, { checkSeconds: 1 }, { submission: 'slow', until: 'check' }));
    });

    it('stands still for longer than the limits, in a cell and in a check: it costs nobody points', async () => {
      const stood: string[] = [];
      const stand = async (phase: string): Promise<void> => {
        await sleep(300);
        own.freeze();
        await sleep(3_000);
        own.thaw();
        stood.push(phase);
      };
      // A second of sleep in each part, under limits of two.
      const limits = { cellSeconds: 2, checkSeconds: 2, callSeconds: 2 };
      const onPhase = (phase: string): void => {
        if (['cell', 'check'].includes(phase) && !stood.includes(phase)) void stand(phase);
      };
      const { grade: result } = await grade(1, limits, { submission: 'steady', onPhase }).graded;
      expect(stood).toEqual(['cell', 'check']);
      expect(result).toMatchObject({ outcome: 'passed', earnedMicroPoints: 3_000_000 });
      await leavesNothing();
    });

    it.each(['SIGKILL', 'SIGTERM'] as const)(
      'ends by %s and comes back at once: no notebook is said to have crashed',
      async (signal) => {
        const { begun, graded } = grade(60);
        await begun;
        await own.kill(signal);
        await Promise.all([own.start(), failsInTime(graded)]);
        await leavesNothing();
        expect((await grade(0).graded).grade.outcome).toBe('passed');
      },
    );

    it('is killed under a worker, which waits for it and grades the submission then', async () => {
      await using lane = await openLane();
      await using _worker = lane.work({ context: { ...lane.context, engine: own.engine, images: own.images } });
      const job = await lane.job(['3']);
      const sent = lane.send(job);
      await waitFor('a cell to run', async () => {
        const found = await lane.find(job);
        return found && (found.progress as { phase?: string }).phase === 'cell';
      });
      await own.kill();
      await waitFor('the job to fail', () => lane.told.some((line) => line.startsWith('failure')));
      await own.start();
      expect(await lane.gradeOf(await sent)).toMatchObject({ outcome: 'passed', earnedMicroPoints: 3_000_000 });
      expect(lane.told.filter((line) => line.startsWith('failure'))).toHaveLength(1);
    });
  },
);
