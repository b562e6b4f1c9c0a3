import { describe, expect, it } from 'vitest';
import { CourseError } from '../../src/course/courseError.js';
import { BrokenChecks } from '../../src/grading/brokenChecks.js';
import { Cancelled } from '../../src/grading/cancelled.js';
import { PlatformError } from '../../src/base/platformError.js';
import { containersOf } from '../support/engine.js';
import { checkOf, Grader, shareGrader, SOLUTION } from './mini.js';

describe('faults that are not the student’s', { timeout: 60_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));

  it(
    'puts checks that raise, hang, exit, die, eat memory or fork down to the course, and grades the others',
    { timeout: 120_000 },
    async () => {
      const { grade } = await grader.grade([SOLUTION.double], { assignment: 'faulty' });
      expect(Object.fromEntries(grade.checks.map(({ id, status }) => [id, status]))).toEqual({
        '1.1': 'passed',
        '1.2': 'broken',
        '1.3': 'broken',
        '1.4': 'passed',
        '1.5': 'broken',
        '1.6': 'broken',
        '1.7': 'failed',
        '1.8': 'passed',
        '1.9': 'broken',
        '1.10': 'passed',
        '1.11': 'broken',
        '1.12': 'passed',
        '1.13': 'passed',
        '1.14': 'passed',
        '1.15': 'broken',
        '1.16': 'passed',
      });
      expect(grade).toMatchObject({ blame: 'course', earnedMicroPoints: 8e6, maxMicroPoints: 16e6 });
      expect(checkOf(grade, '1.9').staffLog).toContain('memory');
      // Open, not zero: nothing in the document says that a broken check's points are lost.
      const broken = grade.checks.filter(({ status }) => status === 'broken').map(({ id }) => id);
      const shown = grader.documentOf(grade).tests.filter(({ number }) => broken.includes(number ?? ''));
      expect(shown).toHaveLength(7);
      for (const test of shown) {
        expect(test).not.toHaveProperty('score');
        expect(test.output).toContain('It has cost you nothing so far');
      }
      expect(checkOf(grade, '1.2').staffLog).toContain('the author’s own mistake'.replace('’', "'"));
      expect(checkOf(grade, '1.2').message).not.toContain('mistake');
      expect(checkOf(grade, '1.7').staffLog).toContain('note for staff');
    },
  );

  it('refuses checks that cannot be imported, with Python’s words for staff', async () => {
    const grading = grader.grade(['x = 1'], { assignment: 'unimportable' });
    await expect(grading).rejects.toThrow(BrokenChecks);
    await expect(grading).rejects.toThrow('a_module_that_nobody_wrote');
    expect(await containersOf(grader.context)).not.toContain('student running');
  });

  it('refuses checks that disagree with the manifest', async () => {
    const grading = grader.grade(['x = 1'], { assignment: 'mismatched' });
    await expect(grading).rejects.toThrow(CourseError);
    await expect(grading).rejects.toThrow('sum to 1');
  });

  it('replaces a checker that died while it waited', async () => {
    await using own = await Grader.open();
    await own.grade([SOLUTION.double]);
    const { docker } = own.context.engine;
    const filters = { label: [`org.assay.worker=${own.context.workerId}`] };
    const [idle] = await docker.listContainers({ filters });
    const container = docker.getContainer(idle?.Id ?? '');
    await container.kill();
    await container.wait();
    const { grade } = await own.grade([SOLUTION.double]);
    expect(checkOf(grade, '1.1').status).toBe('passed');
    expect(grade.blame).toBe('student');
    expect(await containersOf(own.context)).toEqual(['checker running']);
  });

  it('calls a missing image the platform’s failure, and leaves no checker behind', async () => {
    const images = { ...grader.context.images, student: `sha256:${'0'.repeat(64)}` };
    await using lame = await Grader.open({ images });
    await expect(lame.grade(['x = 1'])).rejects.toThrow(PlatformError);
    expect(await containersOf(lame.context)).toEqual([]);
  });

  describe('on a machine whose probe failed', () => {
    const security = { tier: 'T0' as const, probe: 'failed' as const, findings: ['memory: max'] };

    it('hidden checks are not run, and there is no grade', async () => {
      await using unsafe = await Grader.open({ security });
      const grading = unsafe.grade([SOLUTION.double]);
      await expect(grading).rejects.toThrow(PlatformError);
      await expect(grading).rejects.toThrow(
        'Hidden checks are not run here: the sandbox breaks a promise. memory: max.',
      );
      expect(await unsafe.strays()).toEqual([]);
    });

    it('visible checks are, and the result says so', async () => {
      await using unsafe = await Grader.open({ security });
      const { grade } = await unsafe.grade([SOLUTION.double], { assignment: 'faulty' });
      expect(unsafe.documentOf(grade).extra_data).toMatchObject({ security });
    });

    it('hidden checks are where the operator says so, and the result says that', async () => {
      await using unsafe = await Grader.open({ security: { ...security, probe: 'overridden' } });
      const { grade } = await unsafe.grade([SOLUTION.double]);
      expect(unsafe.documentOf(grade).extra_data).toMatchObject({ security: { probe: 'overridden' } });
    });
  });

  describe.each([
    ['a cell', 'cell', 1, ['import time\ntime.sleep(600)']],
    ['a call', 'check', 1, ['import time\ndef wait(): time.sleep(600)']],
    ['a check’s own work', 'check', 2, ['def wait(): pass']],
  ] as const)('cancelled during %s', (_, phase, number, cells) => {
    it('ends at once, without a grade and without containers', async () => {
      const abort = new AbortController();
      const grading = grader.grade(cells, {
        assignment: 'stuck',
        signal: abort.signal,
        onProgress: (step) => {
          // A little later, so that the work has begun.
          if (step.phase === phase && step.number === number)
            setTimeout(() => {
              abort.abort();
            }, 300);
        },
      });
      await expect(grading).rejects.toThrow(Cancelled);
      expect(await grader.strays()).toEqual([]);
    });
  });

  it('does not begin when it was cancelled before', async () => {
    await expect(grader.grade(['x = 1'], { signal: AbortSignal.abort() })).rejects.toThrow(Cancelled);
  });
});
