import { describe, expect, it } from 'vitest';
import { CourseError } from '../../src/course/courseError.js';
import { assignmentFileSchema } from '../../src/course/schema.js';
import { parseYamlFile } from '../../src/course/yamlFile.js';

const whole = `schemaVersion: 1
id: hw4
title: Homework 4
due: { local: "2027-04-15T23:59" }
questions:
  - { number: "1", title: Schedules, points: 10 }
`;

function problems(text: string): string[] {
  try {
    parseYamlFile(text, 'a.yaml', assignmentFileSchema);
  } catch (error) {
    if (error instanceof CourseError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('parseYamlFile', () => {
  it('fills in every default', () => {
    const { value } = parseYamlFile(whole, 'a.yaml', assignmentFileSchema);
    expect(value.limits).toMatchObject({ memoryMiB: 2048, cpus: 1, cellSeconds: 15, outputKiB: 256 });
    expect(value).toMatchObject({ gpu: 'never', arrays: 'numpy', preload: [], seed: 0, manual: [] });
    expect(value.questions[0]?.visibility).toBe('visible');
  });

  it.each([
    [
      'limits: { memoryMiB: 99999 }',
      'a.yaml:7:22: limits.memoryMiB: 99999 is more than the ceiling of 16384 MiB. Course staff: lower it.',
    ],
    ['limits: { pids: 1 }', 'a.yaml:7:17: limits.pids: 1 is less than the floor of 32. Course staff: raise it.'],
    [
      'limits: { cellSeconds: fast }',
      'a.yaml:7:24: limits.cellSeconds: “fast” is not a number. Course staff: correct it.',
    ],
    [
      'gpu: require',
      'a.yaml:7:6: gpu: “require” is not allowed; allowed: required, preferred, never. Did you mean required? Course staff: correct it.',
    ],
    [
      'preload: [os, "a b"]',
      'a.yaml:7:15: preload[1]: “a b” is not the name of a Python module. Course staff: correct it.',
    ],
  ])('points at the value: %s', (line, message) => {
    expect(problems(`${whole}${line}\n`)).toEqual([message]);
  });

  it('names the nearest known key, at the unknown key', () => {
    const [line] = problems(`${whole}limits: { memoryMib: 5 }\n`);
    expect(line).toMatch(
      /^a\.yaml:7:11: limits\.memoryMib: this key is not known\. Did you mean memoryMiB\? Known here: memoryMiB, cpus/,
    );
  });

  it('reports every problem, in the order of the file', () => {
    const lines = problems('schemaVersion: 1\nid: HW\nquestions:\n  - { number: 1, title: x, points: 1.0000001 }\n');
    expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'a.yaml:1:1: title:',
      'a.yaml:1:1: due:',
      'a.yaml:2:5: id:',
      'a.yaml:4:15: questions[0].number:',
      'a.yaml:4:36: questions[0].points:',
    ]);
    expect(lines[3]).toContain('put it in quotes');
  });

  it('refuses zones and times that are not exact', () => {
    const due = (value: string): string[] => problems(whole.replace('{ local: "2027-04-15T23:59" }', value));
    expect(due('{ local: "2027-04-15T23:59", timeZone: EST }')[0]).toContain('“EST” is not an IANA time zone');
    expect(due('{ local: "2027-04-15T23:59", timeZone: America/Nowhere }')[0]).toContain('is not an IANA time zone');
    expect(due('{ local: "2027-02-30T10:00" }')[0]).toContain('is not a wall time');
    expect(due('{ local: "2027-04-15T23:59-04:00" }')[0]).toContain('without offset');
    expect(due('{ local: "2027-04-15T23:59:59", timeZone: Europe/Berlin }')).toEqual([]);
  });

  it.each([
    ['a: [1\nb: 2', 'a.yaml:2:1'],
    ['a: 1\na: 2', 'a.yaml:2:1'],
    ['a: !ruby/object 1', 'a.yaml:1:4'],
    ['', 'a.yaml:1:1'],
  ])('gives a place for %j', (text, place) => {
    expect(problems(text)[0]).toMatch(new RegExp(`^${place}: `));
  });

  it('stops aliases that unfold without end', () => {
    const levels = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [name, inner] of ['ba', 'cb', 'dc', 'ed', 'fe'].map((pair) => [pair[0], pair[1]])) {
      levels.push(`${name}: &${name} [${Array(9).fill(`*${inner}`).join(', ')}]`);
    }
    expect(problems(levels.join('\n'))[0]).toContain('aliases');
  });
});
