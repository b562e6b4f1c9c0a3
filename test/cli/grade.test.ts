import { access, chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import { ASSAY, assay, startAssay } from '../support/assay.js';
import { MINI_COURSE_DIR, PACKAGE_DIR } from '../support/engine.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { fileFolder } from '../support/perFile.js';
import { containersOfCommand, processesWith } from '../support/traces.js';
import { SOLUTION, writeNotebook } from './files.js';

// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b/u;
const QUICK = ['--course', QUICK_COURSE_DIR];

const folder = fileFolder();

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

describe('what a grade says and how it ends', { timeout: 60_000 }, () => {
  it.each([
    ['0 where every check passed', 'quick', [SOLUTION], 0, '2 of 2 checks passed'],
    ['1 where a check failed', 'quick', ['double = lambda x: 3 * x\nanswer = 42'], 1, '1 of 2 checks passed'],
    [
      '1 where a cell had to be stopped',
      'quick',
      [SOLUTION, 'import os; os._exit(3)'],
      1,
      'Cell 2 ended the Python process',
    ],
    ['4 where a check broke', 'broken', [SOLUTION], 4, 'course staff have to mend it'],
  ])('exit code %s', async (_name, assignment, cells, code, sentence) => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', cells);
    const { exitCode, stdout, stderr } = await assay(['grade', assignment, file, ...QUICK], { state: folder.state });
    expect(stdout).toContain(sentence);
    expect(stdout).not.toMatch(ESCAPES);
    expect(stderr).toMatch(/^(ada: .*\n?)+$/u);
    expect(stderr).not.toMatch(ESCAPES);
    expect(exitCode).toBe(code);
  });

  it('--json prints one Gradescope document and nothing else; --out writes the same, and the executed notebook', async () => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION, 'print("seen")']);
    const out = join(folder.path, 'out', 'new');
    const { exitCode, stdout } = await assay(['grade', 'quick', file, '--json', '--out', out, ...QUICK], {
      state: folder.state,
    });
    expect(exitCode).toBe(0);
    const results = writtenResultsSchema.parse(JSON.parse(stdout));
    expect(results.score).toBe(3);
    expect(await readFile(join(out, 'results.json'), 'utf8')).toBe(stdout);
    const executed = JSON.parse(await readFile(join(out, 'executed.ipynb'), 'utf8')) as { cells: unknown[] };
    expect(JSON.stringify(executed.cells[1])).toContain('seen');
    expect((await readdir(out)).sort()).toEqual(['executed.ipynb', 'results.json']);
  });

  it('draws the same inputs for the same file, so that a second run says the same', async () => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', ['double = lambda x: x\nanswer = 42']);
    const run = async (): Promise<unknown> => {
      const { stdout } = await assay(['grade', 'quick', file, '--json', ...QUICK], { state: folder.state });
      return writtenResultsSchema.parse(JSON.parse(stdout)).tests;
    };
    const first = await run();
    expect(JSON.stringify(first)).toMatch(/double/u);
    expect(await run()).toEqual(first);
  });

  it('takes a course by a relative path', async () => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]);
    const args = ['grade', 'quick', file, '--course', 'quick-course'];
    expect((await assay(args, { state: folder.state, cwd: join(QUICK_COURSE_DIR, '..') })).exitCode).toBe(0);
  });

  it('a large document comes whole through a pipe that is read slowly', async () => {
    const course = await testFolder(QUICK_COURSE_DIR);
    await writeLongChecks(course.path, 80);
    const file = await writeNotebook(folder.path, 'ada.ipynb', ['answer = 1']);
    const args = [process.execPath, ASSAY, 'grade', 'quick', file, '--json', '--course', course.path];
    const slowly = '"$0" "$@" | (sleep 5; cat)';
    const { stdout } = await execa('bash', ['-c', slowly, ...args], {
      env: { ASSAY_STATE_DIR: folder.state },
      reject: false,
    });
    // More than a pipe holds, so that the command had to wait for its reader.
    expect(Buffer.byteLength(stdout)).toBeGreaterThan(80_000);
    expect(writtenResultsSchema.parse(JSON.parse(stdout)).tests.length).toBeGreaterThanOrEqual(80);
    await course[Symbol.asyncDispose]();
  });

  it('a reader that goes away early is no failure', async () => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]);
    const args = [process.execPath, ASSAY, 'grade', 'quick', file, '--json', ...QUICK];
    const env = { ASSAY_STATE_DIR: folder.state };
    const unread = await execa('bash', ['-c', 'set -o pipefail; "$0" "$@" | true', ...args], { env, reject: false });
    expect(unread.exitCode).toBe(0);
    expect(unread.stderr).toMatch(/^(ada: .*\n?)+$/u);
  });
});

async function writeLongChecks(courseDir: string, count: number): Promise<void> {
  const file = join(courseDir, 'quick', 'assignment.yaml');
  const manifest = await readFile(file, 'utf8');
  await writeFile(file, manifest.replace('points: 3', `points: ${count}`));
  await writeFile(
    join(courseDir, 'quick', 'checks.py'),
    `from assay import check, equal
for number in range(${count}):
    @check(f"1.{number + 1} counts", points=1)
    def one(nb, rng, number=number):
        equal(nb.get("answer"), number + 2, what="the answer " * 150)
`,
  );
}

describe('a file that cannot be graded is told in one sentence, with exit code 2, and nothing is written', () => {
  const cases: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    ['a file that is not there', () => Promise.resolve(join(folder.path, 'nobody.ipynb')), /nobody\.ipynb/u],
    ['a text', () => write('essay.ipynb', 'Dear grader,'), /essay\.ipynb/u],
    [
      'truncated JSON',
      () => write('cut.ipynb', notebookFile([SOLUTION]).subarray(0, 100)),
      /cut\.ipynb .*(ends|end|broke|incomplete)/u,
    ],
    ['JSON that is no notebook', () => write('list.ipynb', '[1, 2]'), /list\.ipynb/u],
    ['60 MB', () => write('large.ipynb', Buffer.alloc(60_000_000, ' ')), /large\.ipynb is 60 MB; at most 50 MB/u],
    [
      'no code cells',
      () => writeNotebook(folder.path, 'prose.ipynb', [{ markdown: '# Hello' }]),
      /prose\.ipynb .*code/u,
    ],
    ['an empty file', () => write('empty.ipynb', ''), /empty\.ipynb is empty/u],
    [
      'a folder',
      async () =>
        mkdir(join(folder.path, 'folder.ipynb'), { recursive: true }).then(() => join(folder.path, 'folder.ipynb')),
      /folder\.ipynb is a folder/u,
    ],
    ['a notebook in R', () => write('r.ipynb', rNotebook()), /r\.ipynb .*R\b/u],
  ];
  const write = async (name: string, content: string | Buffer): Promise<string> => {
    await writeFile(join(folder.path, name), content);
    return join(folder.path, name);
  };
  const rNotebook = (): string =>
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: 'ir', language: 'R', display_name: 'R' } },
      cells: [{ cell_type: 'code', metadata: {}, source: 'x <- 1', outputs: [], execution_count: null }],
    });

  it.each(cases)('%s', async (_name, file, sentence) => {
    const out = join(folder.path, 'none');
    const result = await assay(['grade', 'quick', await file(), '--out', out, '--json', ...QUICK], {
      state: folder.state,
    });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr.split('\n')).toHaveLength(1);
    expect(await exists(out)).toBe(false);
  });

  it('a file that may not be read', async () => {
    const file = await writeNotebook(folder.path, 'private.ipynb', [SOLUTION]);
    await chmod(folder.path, 0o755);
    await chmod(file, 0);
    const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const [command = '', ...args] = [...asNobody, process.execPath, ASSAY, 'grade', 'quick', file, ...QUICK];
    const result = await execa(command, args, { reject: false, env: { ASSAY_STATE_DIR: folder.state } });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(/private\.ipynb .*read/u);
    expect(result.stderr.split('\n')).toHaveLength(1);
  });
});

describe('a wrong command line is told, with exit code 2', () => {
  it.each([
    [
      'an assignment that there is not',
      ['grade', 'quikc', 'x.ipynb', ...QUICK],
      /no assignment “quikc”. Did you mean quick\?/u,
    ],
    [
      'a course that there is not',
      ['grade', 'quick', 'x.ipynb', '--course', '/nowhere'],
      /\/nowhere\/course\.yaml: is absent/u,
    ],
    ['a missing argument', ['grade', 'quick'], /missing required argument 'notebook'/u],
    ['an unknown option', ['grade', 'quick', 'x.ipynb', '--fast'], /unknown option '--fast'/u],
    ['an unknown command', ['mark', 'quick'], /unknown command 'mark'/u],
    ['no command', [], /Usage: assay/u],
    ['a number that is none', ['worker', '--concurrency', '0'], /whole number above 0/u],
  ])('%s', async (_name, args, sentence) => {
    const result = await assay(args, { state: folder.state });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr).not.toMatch(/ at .*\.js/u);
  });
});

describe('help and version', () => {
  it.each([[['--help']], [['grade', '--help']], [['submit', '--help']], [['worker', '--help']]])('%j', async (args) => {
    const result = await assay(args, { state: folder.state });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(/^Usage: assay/u);
  });

  it('npx assay works from the checkout', async () => {
    const { version } = JSON.parse(await readFile(join(PACKAGE_DIR, 'package.json'), 'utf8')) as { version: string };
    const { stdout, exitCode } = await execa('npx', ['assay', '--version'], {
      cwd: PACKAGE_DIR,
      reject: false,
    });
    expect({ stdout, exitCode }).toEqual({ stdout: version, exitCode: 0 });
  });
});

describe('a platform that fails is the operator’s turn, with exit code 3', () => {
  it('an engine that does not answer', async () => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]);
    const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    const result = await assay(['grade', 'quick', file, '--json', ...QUICK], { state: folder.state, env });
    expect(result).toMatchObject({ exitCode: 3, stdout: '' });
    expect(result.stderr).toMatch(/^The container engine could not .* Operator: .*assay doctor.*$/u);
  });

  it('a secret of the wrong form', async () => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]);
    const result = await assay(['grade', 'quick', file, ...QUICK], {
      state: folder.state,
      env: { ASSAY_SECRET: 'hunter2' },
    });
    expect(result).toMatchObject({ exitCode: 3, stdout: '' });
    expect(result.stderr).toMatch(/^ASSAY_SECRET is not 64 lower-case hex digits\. Operator: /u);
    expect(result.stderr).not.toContain('hunter2');
  });
});

describe('interrupted, it leaves nothing', { timeout: 60_000 }, () => {
  it.each([
    ['in a cell, by Ctrl-C', 'SIGINT', QUICK, 'quick', 'import time; time.sleep(100)', /cell 1 of 1/u],
    ['in a cell, by SIGTERM', 'SIGTERM', QUICK, 'quick', 'import time; time.sleep(100)', /cell 1 of 1/u],
    [
      'in a call of a check',
      'SIGINT',
      ['--course', MINI_COURSE_DIR],
      'stuck',
      'import time\ndef wait(): time.sleep(100)',
      /check 1 of 2/u,
    ],
    [
      'in a check’s own computation',
      'SIGINT',
      ['--course', MINI_COURSE_DIR],
      'stuck',
      'import time\ndef wait(): time.sleep(1.5)',
      /check 2 of 2/u,
    ],
  ] as const)('%s', async (_name, signal, course, assignment, cell, where) => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', [cell]);
    const out = join(folder.path, 'interrupted');
    const command = startAssay(['grade', assignment, file, '--json', '--out', out, ...course], { state: folder.state });
    await command.hasSaid(where);
    expect((await containersOfCommand(command.pid)).sort()).toEqual(['checker running', 'student running']);
    command.kill(signal);
    const result = await command.ended;
    expect(result).toMatchObject({ exitCode: 130, stdout: '' });
    expect(result.stderr).toMatch(/Stopped; nothing was graded\.$/u);
    expect(await containersOfCommand(command.pid)).toEqual([]);
    expect(await exists(out)).toBe(false);
  });

  it('needs no Redis at any time', async () => {
    expect(await processesWith(`redis-server unixsocket:${folder.state}`)).toEqual([]);
    expect((await readdir(folder.state)).sort()).toEqual(['preflight.json', 'secret']);
  });
});
