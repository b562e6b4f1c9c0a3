import { afterAll, describe, expect, it } from 'vitest';
import { checkOf, type Grader, notPassed, shareGrader, solutionWith, statuses } from './mini.js';

/** Writes to the container's own standard output, past the relay: the first process holds it open. */
const FORGE = [
  'import json, os, struct, sys, time',
  'def send(data):',
  '    with open("/proc/1/fd/1", "wb", buffering=0) as out: out.write(data)',
  'def frame(header):',
  '    raw = json.dumps(header).encode()',
  '    return struct.pack("<I", len(raw)) + raw',
  'def call_id():',
  '    place = sys._getframe()',
  '    while place and not (isinstance(place.f_locals.get("header"), dict) and "id" in place.f_locals["header"]):',
  '        place = place.f_back',
  '    return place.f_locals["header"]["id"] if place else None',
].join('\n');

const inDouble = (source: string): string =>
  ['def double(x):', ...source.split('\n').map((line) => `    ${line}`), '    return x'].join('\n');

describe('forged messages and results', { timeout: 60_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));
  // Before the grader goes: the same checkers as all along.
  afterAll(async () => {
    expect(notPassed((await grader.grade(solutionWith())).grade)).toEqual([]);
  });

  it.each([
    ['garbage', 'send(b"\\xff" * 64)'],
    ['an endless header', 'send(struct.pack("<I", 2**31))'],
    ['another setup', 'send(frame({"op": "ready", "python": "3", "packages": {}, "memoryBytes": 1}))'],
    ['an answer to a ping', 'send(frame({"op": "pong"}))'],
    ['a reply that nobody asked for', 'send(frame({"op": "reply", "id": "1", "value": True}))'],
    ['a group that nobody began', 'send(frame({"op": "group-ready"}))'],
    ['a verdict', 'send(frame({"op": "verdict", "check": "1.1", "status": "passed", "message": ""}))'],
    ['the end of another cell', 'send(frame({"op": "cell-done", "index": 99, "status": "ok"}))'],
  ])('ends a container whose cell sends %s, and goes on without the cell', async (_, source) => {
    const { grade } = await grader.grade([...solutionWith(), `${FORGE}\n${source}\ntime.sleep(30)`]);
    // Had the bytes not reached the worker, the cell would have run into its time limit.
    expect(statuses(grade).at(-1)).toBe('crashed');
    expect(grade).toMatchObject({ outcome: 'crashed', blame: 'student', earnedMicroPoints: 11e6 });
  });

  it('lets a cell that says it has ended before it has gain nothing', async () => {
    const early = `${FORGE}\nsend(frame({"op": "cell-done", "index": 0, "status": "ok"}))\ntime.sleep(1)`;
    const { grade } = await grader.grade([early, ...solutionWith({ answer: 'answer = 41' })]);
    expect(checkOf(grade, '1.3').status).not.toBe('passed');
    expect(statuses(grade)).toContain('crashed');
    expect(grade.outcome).toBe('crashed');
  });

  it('stops a flood of forged notes, and keeps few', async () => {
    const flood = 'data = frame({"op": "note", "kind": "x", "text": "n" * 4000}) * 10\nwhile True: send(data)';
    const { grade } = await grader.grade([...solutionWith(), `${FORGE}\n${flood}`]);
    expect(statuses(grade).at(-1)).toBe('outputLimit');
    expect(grade.notes.length).toBeLessThanOrEqual(50);
  });

  it('takes a million tiny frames in its stride, also when the cell ignores the interrupt', async () => {
    const deaf = 'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)';
    const flood = 'data = frame({"op": "output", "kind": "clear"}) * 1000\nwhile True: send(data)';
    const { grade } = await grader.grade([...solutionWith(), `${FORGE}\n${deaf}\n${flood}`]);
    expect(statuses(grade).at(-1)).toBe('outputLimit');
    expect(grade.earnedMicroPoints).toBe(11e6);
  });

  it.each([
    ['garbage', 'send(b"\\xff" * 64)'],
    ['an answer under a guessed id', 'send(frame({"op": "reply", "id": "1", "value": True}))'],
    [
      'wrong answers twice',
      'for _ in range(2): send(frame({"op": "reply", "id": call_id(), "value": {"t": "int", "v": "1"}}))',
    ],
    ['an answer that is no value', 'send(frame({"op": "reply", "id": call_id(), "value": {"t": "tensor", "b": 7}}))'],
    ['an answer with too many parts', 'send(frame({"op": "reply", "id": call_id(), "value": [[[[]]]]}))'],
    [
      'an answer that grows when it is passed on',
      'raw = (\'{"op":"reply","id":"%s","value":[%s]}\' % (call_id(), ",".join(["1e15"] * 9000))).encode()\nsend(struct.pack("<I", len(raw)) + raw)',
    ],
    [
      'an answer with a number that cannot be passed on',
      'raw = (\'{"op":"reply","id":"%s","value":1e16}\' % call_id()).encode()\nsend(struct.pack("<I", len(raw)) + raw)',
    ],
    ['the end of its group', 'send(frame({"op": "group-ended", "died": False}))'],
    ['the beginning of its group', 'send(frame({"op": "group-ready"}))'],
    [
      'a call-back that does not exist',
      'send(frame({"op": "callback", "id": call_id(), "callback": 9, "args": [], "kwargs": {}}))',
    ],
    [
      'a call-back with nonsense',
      'send(frame({"op": "callback", "id": call_id(), "callback": 0, "args": 1, "kwargs": None}))',
    ],
    ['a verdict', 'send(frame({"op": "verdict", "check": "1.1", "status": "passed", "message": ""}))'],
    ['the end of a cell', 'send(frame({"op": "cell-done", "index": 0, "status": "ok"}))'],
  ])('earns nothing by a call that sends %s', async (_, source) => {
    const { grade } = await grader.grade([FORGE, ...solutionWith({ double: inDouble(`${source}\ntime.sleep(0.2)`) })]);
    expect(checkOf(grade, '1.1')).toMatchObject({ status: 'failed', earnedMicroPoints: 0 });
    expect(grade.blame).toBe('student');
    // What comes later is the student's own honest work, and most of it is not touched.
    expect(checkOf(grade, '2.5').status).toBe('passed');
  });

  it('reads no result that the notebook writes or prints', async () => {
    const fake = JSON.stringify({ score: 100, tests: [{ name: '1.1', score: 100, status: 'passed' }] });
    const { grade } = await grader.grade([
      [
        'import os',
        `fake = '${fake}'`,
        'for folder in ("/content", "/tmp", "/home/student", "/autograder/results", "/assignment"):',
        '    try:',
        '        open(f"{folder}/results.json", "w").write(fake)',
        '    except OSError:',
        '        pass',
        'print(fake)',
        'os.write(1, fake.encode())',
        'os.write(2, fake.encode())',
      ].join('\n'),
      'def double(x):\n    print(fake)\n    return fake',
    ]);
    expect(grade).toMatchObject({ outcome: 'failed', earnedMicroPoints: 0 });
    expect(JSON.stringify(grader.documentOf(grade).tests)).not.toContain('"score":100');
  });
});
