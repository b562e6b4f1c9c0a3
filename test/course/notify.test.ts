import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAssignment, loadCourse } from '../../src/course/load.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';

const HEAD = 'schemaVersion: 1\nid: quick\ntitle: A course for tests of commands\ntimeZone: UTC\n';
const NOTIFY = `
notify:
  staff: { to: [ada@example.edu] }
  webhooks: { chat: { url: "https://chat.example.edu/hooks/1" } }
  kinds: { needsStaff: [staff, chat], release: [students] }
`;

describe('notify in course.yaml', () => {
  it('says who is told of what, and needs little', async () => {
    await using course = await testFolder(QUICK_COURSE_DIR);
    await appendFile(join(course.path, 'course.yaml'), NOTIFY);
    const { notify } = (await loadCourse(course.path)).course;
    expect(notify).toMatchObject({
      staff: { digestMinutes: 15 },
      webhooks: { chat: { digestMinutes: 1, details: false } },
      kinds: { needsStaff: ['staff', 'chat'], resultReady: [], release: ['students'] },
    });
  });

  it('is no part of what grades: adding or changing it changes no assignment', async () => {
    await using course = await testFolder(QUICK_COURSE_DIR);
    const digest = async (text: string): Promise<string> => {
      await writeFile(join(course.path, 'course.yaml'), text);
      return (await loadAssignment(course.path, 'quick')).digest;
    };
    const plain = await digest(HEAD);
    expect(await digest(HEAD + NOTIFY)).toBe(plain);
    expect(await digest(HEAD + NOTIFY.replace('ada@', 'ben@'))).toBe(plain);
    expect(await digest(`${HEAD}gpu: { feedbackMinutesPerDay: 5 }\n${NOTIFY}`)).not.toBe(plain);
    expect(await digest(HEAD.replace('UTC', 'Europe/Berlin') + NOTIFY)).not.toBe(plain);
  });

  it.each([
    ['"chat.example.edu/hooks/1"', 'webhooks.chat.url'],
    ['"http://chat.example.edu/hooks/1"', 'is not https:'],
    ['"https://ada:pw@chat.example.edu/1"', 'has a user or a password in it'],
    ['"ftp://chat.example.edu/1"', 'is not an address of the form https'],
  ])('refuses the webhook %s, at its place', async (url, problem) => {
    await using course = await testFolder(QUICK_COURSE_DIR);
    const text = NOTIFY.replace('"https://chat.example.edu/hooks/1"', url);
    await appendFile(join(course.path, 'course.yaml'), text);
    await expect(loadCourse(course.path)).rejects.toThrow(/course\.yaml:8/u);
    await expect(loadCourse(course.path)).rejects.toThrow(problem);
  });

  it.each([['"http://127.0.0.1:9/1"'], ['"http://chat.example.edu/1", allowPlainHttp: true'], ['"http://[::1]:9/1"']])(
    'takes the webhook %s',
    async (url) => {
      await using course = await testFolder(QUICK_COURSE_DIR);
      await appendFile(join(course.path, 'course.yaml'), NOTIFY.replace('"https://chat.example.edu/hooks/1"', url));
      expect((await loadCourse(course.path)).course.notify?.webhooks).toHaveProperty('chat');
    },
  );

  it.each([
    ['needsStaff: [staff, mail]', 'is no channel of this course; known: staff, students, chat'],
    ['needsStaff: [students]', 'is not whom this concerns'],
    ['needsStaff: [chat, chat]', 'is named twice'],
    ['resultsReady: [chat]', 'Did you mean resultReady?'],
  ])('refuses kinds with %s, at its place', async (kinds, problem) => {
    await using course = await testFolder(QUICK_COURSE_DIR);
    await appendFile(join(course.path, 'course.yaml'), NOTIFY.replace('needsStaff: [staff, chat]', kinds));
    await expect(loadCourse(course.path)).rejects.toThrow(problem);
    await expect(loadCourse(course.path)).rejects.toThrow(/course\.yaml:9:/u);
  });

  it.each([['"ada@example.edu\\r\\nBcc: x@example.edu"'], ['"ada@example.edu, x@example.edu"'], ['ada']])(
    'refuses the address %s',
    async (address) => {
      await using course = await testFolder(QUICK_COURSE_DIR);
      await appendFile(join(course.path, 'course.yaml'), NOTIFY.replace('ada@example.edu', address));
      await expect(loadCourse(course.path)).rejects.toThrow(/course\.yaml:7/u);
    },
  );
});
