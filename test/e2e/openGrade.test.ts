import { appendFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writtenResultsSchema, type GradescopeResults } from '../../src/results/gradescope.js';
import { SOLUTION, writeNotebook } from '../cli/files.js';
import { metadataOf } from '../server/client.js';
import { smtpSink, type SmtpSink } from '../notify/smtpSink.js';
import { certificate } from '../support/certificate.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { waitFor } from '../support/waitFor.js';
import { serveOwnCourse, type OwnCourse } from './ownCourse.js';

/** In the place of a sound check: it raises whatever is handed in. */
const BROKEN = `from assay import check, equal


@check("1.1 doubles", points=2)
def doubles(nb, rng):
    equal(nb.call("double", 21), 42)


@check("1.2 the answer", points=1)
def answer(nb, rng):
    raise KeyError("the checker's own secret")
`;
const OPEN = '1 of 3 points is still open';

/** Staff have a mail of each submission that waits for them, at once. */
const NOTIFY = `
notify:
  staff: { to: [grace@example.edu], digestMinutes: 0 }
  kinds: { needsStaff: [staff] }
`;

let keys: Awaited<ReturnType<typeof testFolder>>;
let smtp: SmtpSink;
let own: OwnCourse;
beforeAll(async () => {
  keys = await testFolder();
  const pair = await certificate(keys.path, 'mail');
  smtp = await smtpSink({ login: true, tls: { begin: 'starttls', ...pair } });
  own = await serveOwnCourse(async (course) => {
    await writeFile(join(course, 'quick', 'checks.py'), BROKEN);
    await appendFile(join(course, 'course.yaml'), NOTIFY);
    const mail = { ASSAY_SMTP_URL: smtp.url, ASSAY_MAIL_FROM: 'Assay <assay@example.edu>' };
    return { ...mail, NODE_EXTRA_CA_CERTS: pair.file };
  });
});
afterAll(async () => {
  await own[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
  await keys[Symbol.asyncDispose]();
});

/** Has submission 2 graded by the command; returns its exit code and document. */
async function byCommand(): Promise<{ code: number | undefined; results: GradescopeResults }> {
  const file = await writeNotebook(own.folder, 'two.ipynb', [SOLUTION]);
  const metadata = join(own.folder, 'two.json');
  await writeFile(metadata, JSON.stringify(metadataOf(2)));
  const args = ['grade', 'quick', file, '--metadata', metadata, '--json', '--course', own.course];
  const { exitCode, stdout } = await own.service.run(args);
  return { code: exitCode, results: writtenResultsSchema.parse(JSON.parse(stdout)) };
}

const EXPORT = `---
submission_3:
  :submitters:
  - :name: Cleo
    :email: cleo@example.edu
  :created_at: 2027-04-10 03:04:05.000000000 Z
`;

/** Grades submission 3 in a batch and publishes it; returns both outputs and the tables. */
async function byBatch(name: string) {
  const source = join(own.folder, 'export');
  await mkdir(join(source, 'submission_3'), { recursive: true });
  await writeFile(join(source, 'submission_3', 'quick.ipynb'), notebookFile([SOLUTION]));
  await writeFile(join(source, 'submission_metadata.yml'), EXPORT);
  const out = join(own.folder, name);
  const run = await own.service.run(['batch', 'run', 'quick', source, '--course', own.course, '--out', out]);
  const published = await own.service.run(['batch', 'publish', out, '--reason', name, '--as', 'grace']);
  const tables = ['grades.csv', 'grades-canvas.csv', 'grades-brightspace.csv', 'report.html'];
  const texts = await Promise.all(tables.map((file) => readFile(join(out, file), 'utf8')));
  return { run, published, scores: texts[0]?.split('\r\n')[1]?.split(',')[3], tables: texts };
}

async function releaseBlockers(): Promise<string[]> {
  const { stdout } = await own.service.run(['late', 'release', 'check', 'quick', '--json']);
  const { blockers } = JSON.parse(stdout) as { blockers: string[] };
  return blockers.filter((text) => text.includes('still open'));
}

/** The final scores in the gradebook, in the order of the roster. */
async function finalScores(): Promise<(string | undefined)[]> {
  const { stdout } = await own.service.run(['late', 'export', '--format', 'gradebook', '--json']);
  return (JSON.parse(stdout) as Record<string, string>[]).map((row) => row['quick_final']);
}

async function staffList(): Promise<string> {
  return (await own.service.run(['work', 'list'])).stdout;
}

it(
  'a check that raises on everything costs nobody points, and the mended one closes every grade',
  {
    timeout: 240_000,
  },
  async () => {
    const served = await own.handIn(1);
    expect(served.state).toBe('needsStaff');
    expect(served.results).toMatchObject({ score: 2, extra_data: { ungraded: true, open: { points: 1, highest: 3 } } });
    const commanded = await byCommand();
    expect(commanded.code).toBe(4);
    const batched = await byBatch('broken');
    expect(batched.run.exitCode).toBe(4);
    expect(batched.run.stdout).toContain('0 of 1 submissions graded');
    expect(batched.published.stdout).toContain(
      '1 recorded with points still open, because checks could not be completed',
    );

    // The three roads say the same to the student, and nothing of the checker's.
    const documents = [writtenResultsSchema.parse(served.results), commanded.results];
    documents.push(
      writtenResultsSchema.parse(
        JSON.parse(await readFile(join(own.folder, 'broken/submissions/3/results.json'), 'utf8')),
      ),
    );
    for (const { score, tests, output } of documents) {
      expect([score, tests[0]?.name, tests[0]?.output]).toEqual([
        2,
        'Points still open',
        expect.stringContaining(OPEN) as string,
      ]);
      expect(tests.filter(({ max_score: max }) => max !== undefined)).toHaveLength(1);
      expect(JSON.stringify([tests, output])).not.toContain('secret');
    }

    // Staff have heard of it, by a mail server that takes mail over TLS alone.
    await waitFor('the mail to staff', () => smtp.mails.length > 0);
    expect(smtp.mails[0]?.to).toEqual(['grace@example.edu']);
    expect(smtp.mails[0]?.header('Subject')).toBe('[quick] 1 submission needs course staff (quick)');

    // No table has a score of it, staff have it on their list, and it stands against the release.
    expect(batched.scores).toBe('');
    expect(batched.tables[1]?.split('\r\n')[2]).toMatch(/,$/u);
    expect(batched.tables[3]).toContain(OPEN);
    expect(await finalScores()).toEqual(['', '', '']);
    expect(await releaseBlockers()).toHaveLength(3);
    const listed = await staffList();
    for (const id of ['1', '2', '3']) expect(listed).toMatch(new RegExp(`quick +${id} `, 'u'));

    await cp(join(QUICK_COURSE_DIR, 'quick', 'checks.py'), join(own.course, 'quick', 'checks.py'));
    await own.service.server.hasSaid(/graded with another version from now on/u);
    const again = await own.handIn(1);
    expect(again).toMatchObject({ state: 'graded', results: { score: 3 } });
    expect(again.results?.['extra_data']).not.toHaveProperty('open');
    expect(await byCommand()).toMatchObject({ code: 0, results: { score: 3 } });
    const mended = await byBatch('mended');
    expect(mended.scores).toBe('3');
    expect(mended.published.stdout).toContain('1 grades published');
    expect(await finalScores()).toEqual(['3.00', '3.00', '3.00']);
    expect(await releaseBlockers()).toEqual([]);
    expect(await staffList()).toContain('There is none.');
  },
);
