import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCourseFiles } from '../../src/ledger/courseFiles.js';
import { courseText } from '../../src/ledger/questions/courseText.js';
import { policiesPage } from '../../src/ledger/questions/policiesPage.js';
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
    await expect(loadCourse(dir)).rejects.toThrow(/course\.yaml: is absent or cannot be read\. Course staff:/);
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
      new RegExp(`assignment\\.yaml:4:15: due\\.local: .*${why}`),
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
    expect(lines[0]).toMatch(/:2:5: id: “other” is not the name of its folder/);
    expect(lines[1]).toMatch(
      /:8:25: limits\.cellSeconds \(15 seconds\) is more than limits\.totalSeconds \(5 seconds\)/,
    );
    expect(lines[2]).toMatch(/:7:15: the number 1 is used twice/);
  });
});

describe('the terms of a course', () => {
  const course = async (more: string): Promise<unknown> => {
    await writeFile(join(dir, 'course.yaml'), courseYaml + more);
    return loadCourse(dir).then(
      ({ course: loaded }) => loaded,
      (error: unknown) => String(error).replaceAll(dir, ''),
    );
  };
  const grade = (parts: string, letters = '[{ letter: A, fromBp: 9200 }, { letter: B, fromBp: 8000 }]'): string =>
    `grade:\n  parts: ${parts}\n  letters: ${letters}\n`;

  it('are read in basis points', async () => {
    const parts = '[{ title: Homework, weightBp: 4000, assignments: rest }, { title: Exam, weightBp: 6000 }]';
    expect(await course(`${grade(parts)}regrades: { requestDays: 9 }\n`)).toMatchObject({
      grade: {
        parts: [
          { title: 'Homework', weightBp: 4000, assignments: 'rest' },
          { title: 'Exam', weightBp: 6000, assignments: [] },
        ],
        lettersByStaff: [],
      },
      regrades: { requestDays: 9 },
    });
  });

  const exam = (weight: number, rest = ''): string => `[{ title: Exam, weightBp: ${weight}${rest} }]`;
  it.each([
    [
      'weights that do not sum to the whole',
      grade(exam(9000)),
      /:6:10: grade\.parts: the weights sum to 9000, not to 10000/,
    ],
    ['a share above the whole', grade(exam(10_001)), /:6:36: grade\.parts\[0\]\.weightBp: 10001 is more than/],
    [
      'an assignment that is not there',
      grade(exam(10_000, ', assignments: [hw9]')),
      /:6:57: .*no assignment “hw9”\. Known: hw1, hw2/,
    ],
    ['an assignment that counts twice', grade(exam(10_000, ', assignments: [hw1, hw1]')), /:6:62: hw1 counts twice/],
    [
      'two parts with the rest',
      grade('[{ title: A, weightBp: 5000, assignments: rest }, { title: B, weightBp: 5000, assignments: rest }]'),
      /only one part can have the rest/,
    ],
    [
      'letters out of order',
      grade(exam(10_000), '[{ letter: B, fromBp: 8000 }, { letter: A, fromBp: 9200 }]'),
      /:7:63: grade\.letters\[1\]\.fromBp: A begins at 9200, not below B \(8000\)/,
    ],
    [
      'a letter twice',
      grade(exam(10_000), '[{ letter: A, fromBp: 9200 }]\n  lettersByStaff: [A]'),
      /grade\.letters\[0\]: A is there twice/,
    ],
    ['no letter', grade(exam(10_000), '[{ letter: Excellent, fromBp: 9200 }]'), /is not a letter grade/],
    [
      'a rule for nothing',
      'languageModels: { rule: free, assignments: { hw7: { rule: free } } }\n',
      /:5:51: .*no assignment “hw7”/,
    ],
    ['a rule that is none', 'languageModels: { rule: sometimes }\n', /:5:25: languageModels\.rule/],
  ])('refuse %s', async (_name, more, text) => {
    expect(await course(more)).toMatch(text);
  });

  it('tell students of an assignment its rule for language models, where the course says so', async () => {
    const rules = 'rule: disclosed, note: Ask., assignments: { hw2: { rule: forbidden } }';
    await course(`languageModels: { ${rules} }\n`);
    expect((await loadAssignment(dir, 'hw1')).assignment.languageModels).toBeUndefined();
    await course(`languageModels: { inResults: true, ${rules} }\n`);
    const told = await Promise.all(['hw1', 'hw2'].map((id) => loadAssignment(dir, id)));
    expect(told.map(({ assignment }) => assignment.languageModels)).toEqual([
      'Language models (chatbots, code assistants) may be used for this assignment if your notebook says where and how. Ask.',
      'Language models (chatbots, code assistants) may not be used for this assignment.',
    ]);
  });

  it('make no other grade', async () => {
    const before = (await loadAssignment(dir, 'hw1')).digest;
    await course(
      `${grade(exam(10_000))}regrades: { requestDays: 9 }\nlanguageModels: { rule: free }\nnotify: { kinds: {} }\n`,
    );
    expect((await loadAssignment(dir, 'hw1')).digest).toBe(before);
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
    await expect(digest()).rejects.toThrow(/link: is neither a file nor a folder/);
  });
});

it('the sample course is described whole', async () => {
  const graders = new URL('../../graders', import.meta.url).pathname;
  const text = courseText((await loadCourse(graders)).course, await readCourseFiles(graders));
  for (const said of [
    /^Deep Generative Models \(dgm-2027s\)$/mu,
    /^ {2}hw1 {2}Homework 1: .*, due 2027-02-18T23:59 \(America\/New_York\)$/mu,
    /^ {2}40% {2}Homework: hw1, hw2, .*hw4$/mu,
    /^ {2}30% {2}Project: project$/mu,
    /A from 92%, .* C- from 70%$/mu,
    /^ {2}A\+: decided by course staff$/mu,
    /^ {2}120 late hours for each student$/mu,
    /^ {2}9 days to ask for a regrade/mu,
    /^ {2}hw4 {2}Language models .* may be used/mu,
  ]) {
    expect(text).toMatch(said);
  }
});

it('the sample course’s policies are a page, and a paragraph each', async () => {
  const graders = new URL('../../graders', import.meta.url).pathname;
  const [{ course }, files] = [await loadCourse(graders), await readCourseFiles(graders)];
  const page = policiesPage(course, files);
  expect(page.match(/^#+ .*$/gmu)).toEqual([
    ...['# Deep Generative Models: policies', '## Late hours', '## Regrades', '## Language models', '## Grades'],
  ]);
  expect(page).toContain('You have 120 late hours for the whole course.');
  expect(page).toContain('until the end of the 9th calendar day');
  expect(page).toMatch(
    /may be used for homework if[^]*\n- Homework 1: .* \(hw1\): .* may not be used for this assignment\./u,
  );
  expect(page).toContain('A from 92%, A- from 90%');
  const one = policiesPage(course, files, { policy: 'language-models', assignment: 'hw1' });
  expect(one).toMatch(/^hw1: Language models .* may not be used for this assignment\. [^\n]*$/u);
});

it('the sample course loads', async () => {
  const graders = new URL('../../graders', import.meta.url).pathname;
  const { assignments } = await loadCourse(graders);
  expect(assignments).not.toEqual([]);
  for (const id of assignments) {
    expect((await loadAssignment(graders, id)).assignment.id).toBe(id);
  }
});
