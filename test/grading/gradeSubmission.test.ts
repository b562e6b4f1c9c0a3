import { describe, expect, it } from 'vitest';
import type { Grade } from '../../src/grade/grade.js';
import { checkOf, type Grader, notPassed, printed, shareGrader, SOLUTION, solutionWith, statuses } from './mini.js';

describe('grading a notebook', { timeout: 60_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));

  it('gives a right solution every point: arrays, call-backs, handles, iterators, cells', async () => {
    const { grade } = await grader.grade(solutionWith());
    expect(notPassed(grade)).toEqual([]);
    expect(grade.checks.map(({ id }) => id)).toEqual('1.1 1.2 1.3 1.4 2.1 2.2 2.3 2.4 2.5'.split(' '));
    expect(grade).toMatchObject({ outcome: 'passed', blame: null, earnedMicroPoints: 11e6, maxMicroPoints: 11e6 });
    expect(new Set(statuses(grade))).toEqual(new Set(['ok']));
    expect(grade.usage?.cpuMs).toBeGreaterThan(100);
    expect(grade.usage?.peakMemoryBytes ?? Infinity).toBeGreaterThan(10e6);
  });

  it('gives an empty notebook nothing, and says what is missing', async () => {
    const { grade } = await grader.grade(['pass']);
    expect(grade).toMatchObject({ outcome: 'failed', blame: 'student', earnedMicroPoints: 0, maxMicroPoints: 11e6 });
    expect(checkOf(grade, '1.1').message).toContain('double');
  });

  it('reports progress in order: starting, every cell, every check, done', async () => {
    const steps: string[] = [];
    await grader.grade(['x = 1', { markdown: 'text' }, 'y = 2'], {
      onProgress: (step) => steps.push('number' in step ? `${step.phase} ${step.number}/${step.total}` : step.phase),
    });
    const checks = Array.from({ length: 9 }, (_, index) => `check ${index + 1}/9`);
    expect(steps).toEqual(['starting', 'cell 1/2', 'cell 2/2', ...checks, 'done']);
  });

  it('goes on after errors: in a cell, in its syntax, with texts of any length', async () => {
    const { grade, executed } = await grader.grade([
      'raise ValueError("x" * 300_000)',
      'def f(:',
      'type("E" * 50_000, (Exception,), {})()\nraise type("E" * 50_000, (Exception,), {})("named at length")',
      'raise SystemExit("leaving")',
      ...solutionWith(),
      'print("reached")',
    ]);
    expect(statuses(grade).slice(0, 4)).toEqual(['error', 'error', 'error', 'error']);
    expect(grade.cells[0]?.error?.name).toBe('ValueError');
    expect(grade.cells[1]?.error?.name).toBe('SyntaxError');
    expect(printed(executed, grade.cells.length - 1)).toBe('reached\n');
    // 2.4 looks at the first code cell, which failed here.
    expect(notPassed(grade)).toEqual(['2.4']);
  });

  it('takes no points for what goes to stderr, for warnings, or for prints while a check calls', async () => {
    const { grade } = await grader.grade(
      solutionWith({
        double: [
          'import sys, warnings',
          'def double(x):',
          '    warnings.warn("deprecated")',
          '    print("noise" * 10_000)',
          '    print("noise" * 10_000, file=sys.stderr)',
          '    return 2 * x',
          'print("to stderr", file=sys.stderr)',
        ].join('\n'),
      }),
    );
    expect(notPassed(grade)).toEqual([]);
  });

  it('takes no points for a thread or a program that prints on while the checks run', async () => {
    const { grade } = await grader.grade([
      ...solutionWith(),
      [
        'import subprocess, threading, time',
        'def chatter():',
        '    while True:',
        '        print("tick")',
        '        time.sleep(0.001)',
        'threading.Thread(target=chatter, daemon=True).start()',
        'program = subprocess.Popen(["bash", "-c", "while sleep 0.01; do echo tock; done"])',
      ].join('\n'),
    ]);
    expect(notPassed(grade)).toEqual([]);
    expect(grade.outcome).toBe('passed');
  });

  it('grades the same submission the same way every time, whatever it draws', async () => {
    const cells = solutionWith({ double: 'import random\ndef double(x):\n    return x + random.random()' });
    const first = await grader.grade(cells);
    const second = await grader.grade(cells);
    expect(withoutTimes(second.grade)).toEqual(withoutTimes(first.grade));
    expect(second.executed).toEqual(first.executed);
    expect(notPassed(first.grade)).toEqual(['1.1']);
  });

  it('draws other inputs for another submission', async () => {
    const cells = solutionWith({ double: 'def double(x):\n    return x' });
    const got = async (submission: string): Promise<string | undefined> =>
      checkOf((await grader.grade(cells, { submission })).grade, '1.1').got;
    const first = await got('submission-1');
    expect(first).toBeDefined();
    expect(await got('submission-2')).not.toBe(first);
  });

  it('keeps nothing of one submission for the next', async () => {
    await grader.grade([
      ...solutionWith(),
      'open("/content/left.txt", "w").write("x"); open("/tmp/left.txt", "w").write("x")',
    ]);
    const { executed } = await grader.grade([
      'import os\nprint(os.path.exists("/content/left.txt"), os.path.exists("/tmp/left.txt"), "double" in globals())',
    ]);
    expect(printed(executed, 0)).toBe('False False False\n');
  });

  it('shows the notebook none of the course: no checks, no library of theirs, no network', async () => {
    const { executed } = await grader.grade([
      [
        'import os, importlib.util, socket',
        'print(os.path.exists("/assignment"), importlib.util.find_spec("assay"), importlib.util.find_spec("checks"))',
        'print(socket.if_nameindex())',
        'print(os.getuid() >= 20_000, open("/proc/self/status").read().count("CapEff:\\t0000000000000000"))',
      ].join('\n'),
    ]);
    expect(printed(executed, 0)).toBe("False None None\n[(1, 'lo')]\nTrue 1\n");
  });

  it('leaves the environment, the digests and whole times in the grade', async () => {
    const { grade } = await grader.grade([SOLUTION.double]);
    expect(grade.environment.packages).toMatchObject({
      python: expect.stringMatching(/^3\.11/u) as string,
      numpy: expect.stringMatching(/^\d/u) as string,
    });
    expect(grade.environment.images).toEqual(grader.context.images);
    expect(grade.notebookDigest).toMatch(/^sha256:[0-9a-f]{64}$/u);
    for (const ms of Object.values(grade.timings)) expect(Number.isSafeInteger(ms)).toBe(true);
  });
});

function withoutTimes(grade: Grade): unknown {
  const untimed = <T extends { wallMs: number }>({ wallMs: _, ...rest }: T): Omit<T, 'wallMs'> => rest;
  const { timings: _, usage: __, ...rest } = grade;
  return { ...rest, cells: grade.cells.map(untimed), checks: grade.checks.map(untimed) };
}
