import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAssignment, loadCourse } from '../../src/course/load.js';

const courseYaml = 'schemaVersion: 1\nid: demo\ntitle: Demo\ntimeZone: America/New_York\n';
const assignmentYaml = (id: string, due = '2027-04-15T23:59'): string =>
  `schemaVersion: 1\nid: ${id}\ntitle: One\ndue: { local: "${due}" }\nquestions:\n  - { number: "1", title: Q, points: 1 }\n`;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'assay-course-'));
  await writeFile(join(dir, 'course.yaml'), courseYaml);
  for (const id of ['hw1', 'hw2']) {
    await mkdir(join(dir, id));
    await writeFile(join(dir, id, 'assignment.yaml'), assignmentYaml(id));
    await writeFile(join(dir, id, 'checks.py'), 'pass\n');
  }
  await mkdir(join(dir, 'samples'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

describe('loadCourse', () => {
  it('lists the folders that hold an assignment', async () => {
    expect(await loadCourse(dir)).toMatchObject({ course: { id: 'demo' }, assignments: ['hw1', 'hw2'] });
  });

  it('says what is absent', async () => {
    await rm(join(dir, 'course.yaml'));
    await expect(loadCourse(dir)).rejects.toThrow(/course\.yaml is absent or cannot be read\. Course staff:/);
  });
});

describe('loadAssignment', () => {
  it('takes the course’s zone where the assignment names none', async () => {
    const { assignment } = await loadAssignment(dir, 'hw1');
    expect(assignment.due).toEqual({ local: '2027-04-15T23:59', timeZone: 'America/New_York' });
  });

  it.each(['hw3', '../hw1', 'samples', ''])('lists the known ones for %j', async (id) => {
    await expect(loadAssignment(dir, id)).rejects.toThrow(/has no assignment .*Known: hw1, hw2\./);
  });

  it.each([
    ['2027-03-14T02:30', 'skip it'],
    ['2027-11-07T01:30', 'show it twice'],
  ])('refuses a due time that is no single moment: %s', async (due, why) => {
    await writeFile(join(dir, 'hw1', 'assignment.yaml'), assignmentYaml('hw1', due));
    await expect(loadAssignment(dir, 'hw1')).rejects.toThrow(
      new RegExp(`assignment\\.yaml:4:15 due\\.local: .*${why}`),
    );
  });

  it('refuses fields that contradict each other, at their places', async () => {
    const text = `${assignmentYaml('other')}  - { number: "1", title: Again, points: 1 }\nlimits: { totalSeconds: 5 }\n`;
    await writeFile(join(dir, 'hw1', 'assignment.yaml'), text);
    const lines = await loadAssignment(dir, 'hw1').then(
      () => [],
      (error: unknown) => String(error).split('\n'),
    );
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/:2:5 id: “other” is not the name of its folder/);
    expect(lines[1]).toMatch(
      /:8:25 limits\.cellSeconds \(15 seconds\) is more than limits\.totalSeconds \(5 seconds\)/,
    );
    expect(lines[2]).toMatch(/:7:15 the number 1 is used twice/);
  });
});

describe('the digest', () => {
  const digest = async (): Promise<string> => (await loadAssignment(dir, 'hw1')).digest;

  it('is the same for the same files elsewhere, and blind to caches and dotfiles', async () => {
    const before = await digest();
    expect(before).toMatch(/^sha256:[0-9a-f]{64}$/);
    await mkdir(join(dir, 'hw1', '__pycache__'));
    await writeFile(join(dir, 'hw1', '__pycache__', 'checks.pyc'), 'x');
    await writeFile(join(dir, 'hw1', '.notes'), 'x');
    await writeFile(join(dir, 'hw2', 'checks.py'), 'changed\n');
    expect(await digest()).toBe(before);
    const copy = await mkdtemp(join(tmpdir(), 'assay-copy-'));
    await cp(dir, copy, { recursive: true });
    expect((await loadAssignment(copy, 'hw1')).digest).toBe(before);
    await rm(copy, { recursive: true });
  });

  it.each([
    ['a byte', () => writeFile(join(dir, 'hw1', 'checks.py'), 'Pass\n')],
    ['a file', () => writeFile(join(dir, 'hw1', 'data.bin'), '')],
    ['the course', () => writeFile(join(dir, 'course.yaml'), `${courseYaml}# new\n`)],
  ])('changes with %s', async (_, change) => {
    const before = await digest();
    await change();
    expect(await digest()).not.toBe(before);
  });

  it('tells a moved boundary between two files', async () => {
    await writeFile(join(dir, 'hw1', 'a'), 'xy');
    await writeFile(join(dir, 'hw1', 'b'), 'z');
    const before = await digest();
    await writeFile(join(dir, 'hw1', 'a'), 'x');
    await writeFile(join(dir, 'hw1', 'b'), 'yz');
    expect(await digest()).not.toBe(before);
  });

  it('refuses links', async () => {
    await symlink('/etc/hostname', join(dir, 'hw1', 'link'));
    await expect(digest()).rejects.toThrow(/link is neither a file nor a folder/);
  });
});

it('the sample course loads', async () => {
  const graders = new URL('../../graders', import.meta.url).pathname;
  const { assignments } = await loadCourse(graders);
  expect(assignments).not.toEqual([]);
  for (const id of assignments) {
    expect((await loadAssignment(graders, id)).assignment.id).toBe(id);
  }
});
