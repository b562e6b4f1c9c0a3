import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import { writeNotebook } from '../cli/files.js';
import { assay } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { fileFolder } from '../support/perFile.js';

const FETCH_AGAIN = `import aiohttp
async with aiohttp.ClientSession() as session:
    async with session.get("https://example.edu/two.csv") as response:
        again = await response.text()
try:
    await aiohttp.ClientSession().get("https://example.edu/three.csv")
except aiohttp.ClientError as error:
    assert "the course's data do not hold three.csv" in str(error)`;

const folder = fileFolder();
let course: TestFolder;
let text: string;

const ask = (wishes: string): Promise<void> => writeFile(join(course.path, 'course.yaml'), `${text}image: ${wishes}\n`);

/** The images of this test's course alone. */
async function removeImages(): Promise<void> {
  const { stdout } = await execa('docker', ['images', '--quiet', '--filter', 'reference=assay-course-own-packages-*']);
  if (stdout !== '') await execa('docker', ['rmi', '--force', ...new Set(stdout.split('\n'))]);
}

beforeAll(async () => {
  course = await testFolder(QUICK_COURSE_DIR);
  text = (await readFile(join(course.path, 'course.yaml'), 'utf8')).replace('id: quick', 'id: own-packages');
  await removeImages();
});
afterAll(async () => {
  await removeImages();
  await course[Symbol.asyncDispose]();
});

describe('what a course may name', () => {
  it.each([
    ['{ python: ["--index-url=http://example.org==1.0"] }', /course\.yaml:5:19: image\.python\[0\]: “--index-url/u],
    ['{ python: [toolz] }', /course\.yaml:5:19: image\.python\[0\]: “toolz” is not a package and its version/u],
    ['{ python: ["toolz==1.0 --pre"] }', /image\.python\[0\]: .* is not a package and its version/u],
    ['{ python: ["toolz==1.0\\n-r /etc/passwd"] }', /image\.python\[0\]: [^:]* is not a package and its version/u],
    ['{ python: ["toolz @ https://example.org/toolz.whl"] }', /image\.python\[0\]: .* is not a package/u],
    ['{ python: ["../toolz==1.0"] }', /image\.python\[0\]: .* is not a package/u],
    ['{ python: [toolz==1.*] }', /image\.python\[0\]: .* is not a package/u],
    ['{ python: [a-b==1.0, A_b==1.1] }', /course\.yaml:5:29: image\.python\[1\]: .* is a package that is named above/u],
    ['{ debian: [-o=Dir::Etc=/tmp] }', /image\.debian\[0\]: .* is not the name of a Debian package/u],
    ['{ debian: [bash-] }', /image\.debian\[0\]: “bash-” is not the name of a Debian package/u],
    ['{ debian: ["hello=1.0"] }', /image\.debian\[0\]: .* is not the name of a Debian package/u],
    ['{ debian: ["hello tree"] }', /image\.debian\[0\]: .* is not the name of a Debian package/u],
    ['{ debian: [./hello.deb] }', /image\.debian\[0\]: .* is not the name of a Debian package/u],
  ])('is not %s', async (wishes, refusal) => {
    await ask(wishes);
    await expect(loadAssignment(course.path, 'quick')).rejects.toThrow(refusal);
  });

  it('is not another version of what Assay has', async () => {
    await ask('{ python: [numpy==1.26.4] }');
    const { exitCode, stderr } = await assay(['image', '--course', course.path], { state: folder.state });
    expect(stderr).toMatch(/course\.yaml:5:19: numpy==1\.26\.4: Assay’s images have numpy [\d.]+, .*Course staff:/u);
    expect(exitCode).toBe(2);
  });
});

describe('a course with packages of its own', { timeout: 240_000 }, () => {
  it('asks course staff for the lock, locks, builds, and grades with what it has named', async () => {
    await ask('{ python: [httpx==0.28.1, aiohttp==3.12.15], debian: [hello] }');
    const commandOf = `assay image --course ${course.path}`;
    await expect(loadAssignment(course.path, 'quick')).rejects.toThrow(
      `course.yaml:5:8: image: there is no image.lock.yaml. Course staff: run \`${commandOf}\``,
    );

    const built = await assay(['image', '--course', course.path], { state: folder.state });
    expect(built.stderr).not.toMatch(/failed/u);
    expect(built.stdout).toMatch(
      /^Added to Assay’s images: .*aiohttp==3\.12\.15, .*h11==.*httpx==0\.28\.1, .*hello\.$/mu,
    );

    const checks = join(course.path, 'quick', 'checks.py');
    await writeFile(checks, `import httpx\n${await readFile(checks, 'utf8')}`);
    const manifest = join(course.path, 'quick', 'assignment.yaml');
    const data = 'data: { files: [{ path: two.csv, urls: [https://example.edu/two.csv] }] }\n';
    await writeFile(manifest, (await readFile(manifest, 'utf8')) + data);
    await mkdir(join(course.path, 'quick', 'data'));
    await writeFile(join(course.path, 'quick', 'data', 'two.csv'), '2');
    const { digest } = await loadAssignment(course.path, 'quick');
    const file = await writeNotebook(folder.path, 'ada.ipynb', [
      'import httpx\nfactor = int(httpx.get("https://example.edu/two.csv").text)\ndouble = lambda x: factor * x',
      FETCH_AGAIN,
      'said = !hello\nanswer = 42 if (said, again) == (["Hello, world!"], "2") else said',
    ]);
    const command = ['grade', 'quick', file, '--course', course.path];
    const graded = await assay(command, { state: folder.state });
    expect(graded.stdout).toContain('2 of 2 checks passed');
    expect(graded.exitCode).toBe(0);

    // A lock that somebody else has brought up to date, and nobody has built here.
    const lock = join(course.path, 'image.lock.yaml');
    const locked = await readFile(lock, 'utf8');
    await writeFile(lock, locked.replace(/^ {2}- httpx==0\.28\.1$/mu, '  - httpx==0.28.0'));
    expect((await loadAssignment(course.path, 'quick')).digest).not.toBe(digest);
    const missing = await assay(command, { state: folder.state });
    expect(missing.stderr).toMatch(/The image assay-course-own-packages-student:\w+ is missing\. Operator: build/u);
    expect(missing.stderr).toContain(commandOf);
    expect(missing.exitCode).toBe(3);

    await ask('{ python: [httpx==0.28.1, aiohttp==3.12.15], debian: [hello, tree] }');
    await expect(loadAssignment(course.path, 'quick')).rejects.toThrow('image.lock.yaml was made for another list');
  });
});
