import { describe, expect, it } from 'vitest';
import { checkOf, type Grader, notPassed, printed, shareGrader, solutionWith } from './mini.js';

/** A `double` that does `source` in its body. */
const doubleThat = (source: string): string =>
  ['import ctypes, os, signal, time', 'def double(x):', ...source.split('\n').map((line) => `    ${line}`)].join('\n');

describe('calls that do not end well', { timeout: 60_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));

  it.each([
    ['loops', 'while True: pass', 'timedOut'],
    [
      'ignores signals and loops',
      'signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass',
      'timedOut',
    ],
    ['exits', 'os._exit(0)', 'crashed'],
    ['crashes', 'ctypes.string_at(0)', 'crashed'],
    ['kills its parent', 'os.kill(os.getppid(), 9)\ntime.sleep(60)', 'crashed'],
    ['stops its parent', 'os.kill(os.getppid(), signal.SIGSTOP)\nreturn 2 * x', 'timedOut'],
    ['kills every process', 'os.kill(-1, 9)', 'crashed'],
    ['fills memory', 'hog = []\nwhile True: hog.append(bytearray(4 << 20))', 'outOfMemory'],
  ])('lets a call that %s cost its own check alone', async (_, source, outcome) => {
    const { grade } = await grader.grade(solutionWith({ double: doubleThat(source) }));
    expect(notPassed(grade)).toEqual(['1.1']);
    expect(grade).toMatchObject({ outcome, blame: 'student', earnedMicroPoints: 9e6 });
    expect(grade.sentence).toContain('check 1.1');
    expect(checkOf(grade, '1.1')).toMatchObject({ status: 'failed', earnedMicroPoints: 0 });
  });

  it.each([
    ['raises', 'raise ValueError("on purpose")', 'on purpose'],
    ['raises SystemExit', 'raise SystemExit(0)', ''],
    ['raises KeyboardInterrupt', 'raise KeyboardInterrupt', ''],
    ['raises without end of text', 'raise ValueError("z" * 10_000_000)', 'zzz'],
    ['returns nothing', 'pass', ''],
    ['returns what cannot be sent', 'return open("/dev/null")', ''],
    ['returns a cycle', 'loop = []\nloop.append(loop)\nreturn loop', ''],
    ['returns far too much', 'import numpy\nreturn numpy.zeros(9_000_000)', ''],
    ['returns deep nesting', 'deep = []\nfor _ in range(500): deep = [deep]\nreturn deep', ''],
  ])('fails a check, and that alone, whose call %s', async (_, source, text) => {
    const { grade } = await grader.grade(solutionWith({ double: doubleThat(source) }));
    expect(notPassed(grade)).toEqual(['1.1']);
    expect(grade).toMatchObject({ outcome: 'failed', blame: 'student' });
    expect(checkOf(grade, '1.1').message).toContain(text);
  });

  it('does not believe objects that call themselves equal to everything', async () => {
    const liar = [
      'import numpy',
      'class Yes(numpy.ndarray):',
      '    def __eq__(self, other): return True',
      '    def __ne__(self, other): return False',
      '    def __sub__(self, other): return numpy.zeros(4)',
      '    def __abs__(self): return numpy.zeros(4)',
      'class Text(str):',
      '    def __eq__(self, other): return True',
      '    __hash__ = str.__hash__',
      'class Number(int):',
      '    def __eq__(self, other): return True',
    ].join('\n');
    const { grade } = await grader.grade(
      solutionWith({
        double: `${liar}\ndef double(x): return numpy.zeros(4).view(Yes)`,
        greet: 'def greet(name): return Text("")',
        answer: 'answer = Number(0)',
      }),
    );
    expect(notPassed(grade)).toEqual(['1.1', '1.2', '1.3', '2.5']);
  });

  it('shows the notebook as it ran before the checks, also where a check made it run again', async () => {
    let checksBeganMs = Infinity;
    const { grade, executed } = await grader.grade(
      ['import time\nprint(time.time())', ...solutionWith({ double: doubleThat('os.kill(-1, 9)') })],
      {
        onProgress: ({ phase }) => {
          if (phase === 'check') checksBeganMs = Math.min(checksBeganMs, Date.now());
        },
      },
    );
    expect(notPassed(grade)).toContain('1.1');
    expect(checkOf(grade, '1.2').status).toBe('passed');
    expect(Number(printed(executed, 0)) * 1000).toBeLessThanOrEqual(checksBeganMs);
    expect(grade.notes).toEqual([]);
  });

  it('shows students nothing of what their code says in a hidden check', async () => {
    const { grade } = await grader.grade(
      solutionWith({
        answer: 'answer = "LEAK-from-variable"',
        greet: 'def greet(name):\n    raise ValueError(f"LEAK-{name}")',
      }),
    );
    expect(notPassed(grade)).toEqual(['1.2', '1.3', '2.5']);
    const document = grader.documentOf(grade);
    const texts = document.tests.filter(({ visibility }) => visibility !== 'visible').map(({ output }) => output);
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).not.toMatch(/LEAK|Bob/u);
    expect(document.output).not.toMatch(/LEAK|Bob/u);
  });
});
