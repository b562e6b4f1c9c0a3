import { describe, expect, it } from 'vitest';
import { type Grader, notPassed, printed, shareGrader, SOLUTION, solutionWith, statuses } from './mini.js';

const SEGFAULT = 'import ctypes\nctypes.string_at(0)';
/** In steps, as honest code does it: the host must see the kernel's kill, not a MemoryError. */
const HOG = 'hog = []\nwhile True:\n    hog.append(bytearray(4 << 20))';
const LOOP = 'while True:\n    pass';
const DEAF = 'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass';

describe('cells that do not end well', { timeout: 60_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));

  it('interrupts a silent endless loop and goes on in the same process', async () => {
    const { grade, executed } = await grader.grade(['before = 1', LOOP, 'print(before)', ...solutionWith()]);
    expect(statuses(grade).slice(0, 3)).toEqual(['ok', 'timedOut', 'ok']);
    expect(printed(executed, 2)).toBe('1\n');
    expect(grade).toMatchObject({ outcome: 'timedOut', blame: 'student', earnedMicroPoints: 11e6, notes: [] });
    expect(grade.sentence).toContain('Cell 2');
  });

  it('kills a cell that ignores the interrupt, and runs the notebook again without it', async () => {
    const { grade, executed } = await grader.grade([
      'print("first")',
      `print("last words")\n${DEAF}`,
      ...solutionWith(),
    ]);
    expect(statuses(grade).slice(0, 3)).toEqual(['ok', 'timedOut', 'ok']);
    expect(printed(executed, 1)).toBe('last words\n');
    expect(grade).toMatchObject({ outcome: 'timedOut', earnedMicroPoints: 11e6 });
    expect(grade.notes).toEqual([expect.stringContaining('Cell 2 ended the Python process')]);
  });

  it.each([
    ['os._exit', 'import os\nos._exit(0)', 'crashed'],
    ['a segmentation fault', SEGFAULT, 'crashed'],
    ['memory', HOG, 'outOfMemory'],
  ] as const)('runs the notebook again without the cell that died of %s', async (_, source, status) => {
    const { grade, executed } = await grader.grade([
      ...solutionWith({ answer: 'answer = 41' }),
      `print("said before", flush=True)\n${source}`,
      'answer = 42',
    ]);
    expect(statuses(grade)).toEqual([...Array<string>(9).fill('ok'), status, 'ok']);
    expect(grade).toMatchObject({ outcome: status, blame: 'student', earnedMicroPoints: 11e6 });
    expect(printed(executed, 9)).toBe('said before\n');
  });

  it.each([
    ['every process', 'import os\nos.kill(-1, 9)'],
    ['its parent', 'import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(60)'],
    ['the first process', 'import os, time\nos.kill(1, 15)\ntime.sleep(60)'],
  ])('runs the notebook again without the cell that killed %s', async (_, source) => {
    const { grade } = await grader.grade([...solutionWith(), source]);
    expect(statuses(grade).at(-1)).toBe('crashed');
    expect(grade).toMatchObject({ outcome: 'crashed', blame: 'student', earnedMicroPoints: 11e6 });
  });

  it('lets a cell live whose child process died of memory', async () => {
    const hog = `import subprocess, sys\nprogram = ${JSON.stringify(HOG)}\nprint(subprocess.run([sys.executable, "-c", program]).returncode)`;
    const { grade, executed } = await grader.grade([...solutionWith(), `kept = 5\n${hog}`, 'print(kept)']);
    expect(printed(executed, 9)).toBe('-9\n');
    expect(printed(executed, 10)).toBe('5\n');
    expect(grade).toMatchObject({ outcome: 'passed', earnedMicroPoints: 11e6, notes: [] });
  });

  it.each([
    ['one endless line', 'import sys\nwhile True:\n    sys.stdout.write("x" * 10_000)'],
    ['many lines', 'while True:\n    print("x" * 100)'],
    ['displays', 'while True:\n    display("x" * 1000)'],
    ['stderr', 'import os\nwhile True:\n    os.write(2, b"x" * 1000)'],
  ])('stops a flood of %s and keeps its beginning', async (_, source) => {
    const { grade } = await grader.grade([...solutionWith(), source, 'after = 1']);
    expect(statuses(grade).slice(-2)).toEqual(['outputLimit', 'ok']);
    expect(grade.cells.at(-2)?.outputCut).toBe(true);
    expect(grade).toMatchObject({ outcome: 'outputLimit', blame: 'student', earnedMicroPoints: 11e6, notes: [] });
  });

  it('drops what a cell prints too much, and lets it go on', async () => {
    const { grade, executed } = await grader.grade([
      ...solutionWith(),
      'for _ in range(500):\n    print("x" * 1000)\nafter = 1',
      'print(after)',
    ]);
    expect(grade.cells.at(-2)).toMatchObject({ status: 'ok', outputCut: true });
    expect(printed(executed, 10)).toBe('1\n');
    expect(grade).toMatchObject({ outcome: 'passed', earnedMicroPoints: 11e6 });
  });

  it('takes the end of a process after an installation for the restart that it is in Colab', async () => {
    const { grade } = await grader.grade([
      ...solutionWith(),
      '!pip install -q torchmetrics\nimport os\nos.kill(os.getpid(), 9)',
    ]);
    expect(statuses(grade).at(-1)).toBe('crashed');
    expect(grade).toMatchObject({ outcome: 'passed', blame: null, earnedMicroPoints: 11e6 });
    expect(grade.notes).toContainEqual(
      expect.stringMatching(/^Cell 10 restarted Python after an installation\..*costs nothing\.$/u),
    );
  });

  it('kills a flood that ignores the interrupt', async () => {
    const { grade } = await grader.grade([
      ...solutionWith(),
      'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    print("x" * 1000)',
    ]);
    expect(statuses(grade).at(-1)).toBe('outputLimit');
    expect(grade).toMatchObject({ outcome: 'outputLimit', earnedMicroPoints: 11e6 });
  });

  it('keeps ordinary output that is only long, cut, and costs nothing for it', async () => {
    const { grade, executed } = await grader.grade([
      ...solutionWith(),
      'print("y" * 40_000)\ndone = True',
      'print(done)',
    ]);
    expect(grade.cells[9]).toMatchObject({ status: 'ok', outputCut: true });
    expect(printed(executed, 9)).toBe('y'.repeat(16_384));
    expect(printed(executed, 10)).toBe('True\n');
    expect(grade.outcome).toBe('passed');
  });

  it('does not take a dozen large pictures for a flood', async () => {
    const picture = 'b"\\x89PNG\\r\\n\\x1a\\n" + bytes(500_000)';
    const show = `from IPython.display import display\nfor _ in range(12):\n    display({"image/png": ${picture}}, raw=True)`;
    const { grade } = await grader.grade([...solutionWith(), show]);
    expect(grade.cells.at(-1)).toMatchObject({ status: 'ok' });
    expect(grade.outcome).toBe('passed');
  });

  it('starts afresh twice and no more', async () => {
    const exit = 'import os\nos._exit(1)';
    const { grade } = await grader.grade([SOLUTION.double, exit, exit, exit, SOLUTION.greet]);
    expect(statuses(grade)).toEqual(['ok', 'crashed', 'crashed', 'crashed', 'notRun']);
    expect(grade).toMatchObject({ outcome: 'crashed', blame: 'student', earnedMicroPoints: 0 });
    expect(grade.notes).toHaveLength(2);
  });

  it('stops when the total time is used up, and still checks what was defined before', async () => {
    const cells = [...solutionWith(), ...Array<string>(8).fill('import time\ntime.sleep(2)'), 'late = 1'];
    const { grade } = await grader.grade(cells, { loaded: await grader.loadedWith({ totalSeconds: 5 }) });
    expect(statuses(grade).slice(9)).toEqual(['ok', 'ok', 'timedOut', ...Array<string>(6).fill('notRun')]);
    expect(grade).toMatchObject({ outcome: 'timedOut', earnedMicroPoints: 11e6 });
  });

  it('leaves a killer no second try when the total time is used up', async () => {
    const { grade } = await grader.grade([SOLUTION.double, DEAF, SOLUTION.greet], {
      loaded: await grader.loadedWith({ totalSeconds: 3 }),
    });
    expect(statuses(grade)).toEqual(['ok', 'timedOut', 'notRun']);
    expect(notPassed(grade)).toHaveLength(9);
    expect(grade.earnedMicroPoints).toBe(0);
  });
});
