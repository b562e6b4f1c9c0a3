import { describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../src/course/catalogue.js';
import { HungChecks } from '../../src/grading/hungChecks.js';
import type { Verdict } from '../../src/grading/messages.js';
import { checkOf, type Grader, notPassed, shareGrader, solutionWith } from './mini.js';

/** Threads are there in the notebook's process alone: the one holds a lock for most of the time, the other answers. */
const LOCKED = [
  'import threading, time',
  'lock = threading.Lock(); held = threading.Event()',
  'def hold():',
  '    while True:',
  '        with lock: held.set(); time.sleep(0.3)',
  '        time.sleep(0.001)',
  'threading.Thread(target=hold, daemon=True).start(); held.wait()',
].join('\n');
const ASKED = [
  'import threading, queue',
  'questions, answers = queue.Queue(), queue.Queue()',
  'def serve():',
  '    while True: answers.put(2 * questions.get())',
  'threading.Thread(target=serve, daemon=True).start()',
].join('\n');

describe('the checks that hung', () => {
  const entry = (id: string): CatalogueEntry => ({
    id,
    title: id,
    question: '1',
    visibility: 'visible',
    maxMicroPoints: 1,
    seconds: 1,
  });
  const verdict = (check: string, status: 'passed' | 'failed'): Verdict => ({
    op: 'verdict',
    check,
    status,
    message: '',
  });
  const hang = { isTimedOut: true, isRefused: false, hadThreads: true };

  it('are asked again together with those that were refused for it, until one does not pass', async () => {
    const hung = new HungChecks();
    hung.note(entry('1.1'), hang);
    hung.note(entry('1.2'), { isTimedOut: false, isRefused: false, hadThreads: true });
    hung.note(entry('1.3'), { isTimedOut: false, isRefused: true, hadThreads: false });
    hung.note(entry('1.4'), hang);
    hung.note(entry('1.5'), hang);
    const asked: string[] = [];
    const passed = await hung.passing(({ id }) => {
      asked.push(id);
      return Promise.resolve(verdict(id, id === '1.4' ? 'failed' : 'passed'));
    });
    expect(asked).toEqual(['1.1', '1.3', '1.4']);
    expect([...passed.keys()]).toEqual(['1.1', '1.3']);
  });

  it('are not where the notebook has no threads', async () => {
    const hung = new HungChecks();
    hung.note(entry('1.1'), { ...hang, hadThreads: false });
    expect((await hung.passing(({ id }) => Promise.resolve(verdict(id, 'passed')))).size).toBe(0);
  });
});

describe('a call that hangs in a fork for want of the notebook’s threads', { timeout: 120_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));

  it.each([
    ['waits for an answer of one', `${ASKED}\ndef double(x):\n    questions.put(x)\n    return answers.get()`],
    ['takes a lock that one holds', `${LOCKED}\ndef double(x):\n    with lock: return 2 * x`],
  ])('costs nothing where it %s', async (_, double) => {
    const { grade } = await grader.grade(solutionWith({ double }));
    expect(notPassed(grade)).toEqual([]);
    expect(grade.outcome).toBe('passed');
  });

  it('passes in every check that uses it', async () => {
    const greet = `${ASKED}\ndef greet(name):\n    questions.put(name)\n    answers.get()\n    return f"Hello, {name}"`;
    const { grade } = await grader.grade(solutionWith({ greet }));
    expect(notPassed(grade)).toEqual([]);
  });

  it('shows of a check that hangs there as well what it showed before, and stops after it', async () => {
    // The live process would be asked after the hidden checks: what it says then may tell of them.
    const double = `${ASKED}\nimport os\nhere = os.getpid()\ndef double(x):\n    while os.getpid() != here: pass\n    raise ValueError("told later")`;
    const greet = 'def greet(name):\n    while True: pass';
    const { grade } = await grader.grade(solutionWith({ double, greet }));
    expect(notPassed(grade)).toEqual(['1.1', '1.2', '2.5']);
    expect(grade.outcome).toBe('timedOut');
    expect(JSON.stringify(checkOf(grade, '1.1'))).not.toContain('told later');
    expect(checkOf(grade, '1.1').message).toContain('did not finish in time');
  });
});
