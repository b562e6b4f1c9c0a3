import { afterAll, beforeAll, expect, it } from 'vitest';
import { signedInBrowser } from '../auth/signIn.js';
import type { TestServer } from '../harness.js';
import { check, classroom, handIn, looks } from './classroom.js';

let server: TestServer;
beforeAll(async () => {
  server = await classroom();
});
afterAll(() => server[Symbol.asyncDispose]());

const page = async (query = ''): Promise<string> =>
  (await signedInBrowser(server, { staff: 'tim' }).get(`/staff/assignments/quick${query}`)).text;

/** Who is in the table of students, in its order. */
function students(html: string): string[] {
  return [...html.slice(html.indexOf('id="students"')).matchAll(/href="\/staff\/students\/(\w+)"/gu)].map(
    ([, student = '']) => student,
  );
}

it('shows scores against what can be had, checks, and what failed alike, as text', async () => {
  const html = await page();
  expect(html).toContain('3 scores of at most 3 points');
  expect(html).toContain('mean 1.7, median 1');
  expect(html).toMatch(/1\.2<\/bdi>.*?1 of 3.*?svg/su);
  expect(html).toContain('2 × failed 1.2');
  expect(html).toContain('1 × broken 1.2');
  expect(html).toContain('ZeroDivisionError: secret 42');
  expect(html).toContain('2 × <bdi class="long">&lt;script&gt;');
  expect(html).not.toContain('<script>alert');
  expect(html).not.toContain('<img src=x');
});

it('finds, filters and sorts by the address alone', async () => {
  expect(students(await page())).toEqual(['s1', 's2', 's3', 's4', 's5']);
  expect(students(await page('?sort=score'))).toEqual(['s2', 's5', 's1', 's3', 's4']);
  expect(students(await page('?show=nothing'))).toEqual(['s4']);
  expect(students(await page('?show=late'))).toEqual(['s5']);
  expect(students(await page('?show=open'))).toEqual(['s3']);
  expect(students(await page('?check=1.2&q=S5%40EXAMPLE'))).toEqual(['s5']);
  // What an address may not say, it does not say.
  expect(students(await page('?sort=%3Cscript%3E&page=x&show=1'))).toHaveLength(5);
  expect(await page('?q=%22%3E%3Cscript%3E')).not.toContain('"><script>');
});

it('gives the class as CSV, and keeps who looked at it', async () => {
  const { text, headers } = await signedInBrowser(server, { staff: 'tim' }).get('/staff/assignments/quick/class.csv');
  expect(headers['content-type']).toContain('text/csv');
  const lines = text.trim().split('\r\n');
  expect(lines[0]).toBe(
    'student,name,email,section,status,submission,submissions,points,open,final,hours late,1.1,1.2',
  );
  expect(lines[5]).toBe('s5,Name of s5,s5@example.edu,,late,105,1,1.00,,1.00,3,passed,failed');
  expect(new Set(looks(server))).toEqual(new Set(['staff:tim all class:quick']));
});

it('takes up a grade that came since', async () => {
  const checks = [check('1.1'), check('1.2')];
  const grade = { earnedMicroPoints: 3_000_000, maxMicroPoints: 3_000_000, checks };
  handIn(server, 's2', { id: '112', createdAt: '2027-04-15T13:00:00Z', grade });
  expect(await page()).toContain('1 × failed 1.2');
});
