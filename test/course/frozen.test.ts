import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freeze } from '../../src/course/freeze.js';
import { blobsOfVersion, frozenAssignments } from '../../src/course/frozen.js';
import { manifestSchema } from '../../src/course/version.js';
import { blobFolder } from '../../src/machine/blobFolder.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';

async function open() {
  const [course, state] = [await testFolder(QUICK_COURSE_DIR), await testFolder()];
  const blobs = blobFolder(join(state.path, 'blobs'));
  const folder = join(state.path, 'assignments');
  return {
    ...{ blobs, folder, course: course.path, checks: join(course.path, 'quick', 'checks.py') },
    frozen: () => frozenAssignments(blobs, folder),
    async [Symbol.asyncDispose]() {
      for (const one of [course, state]) await one[Symbol.asyncDispose]();
    },
  };
}

describe('a frozen version', () => {
  it('stays what it was, whatever becomes of the folder', async () => {
    await using here = await open();
    const before = await readFile(here.checks);
    const { digest } = await freeze(here.blobs, here.course, 'quick');
    await appendFile(here.checks, '# changed\n');
    const { digest: other } = await freeze(here.blobs, here.course, 'quick');
    await rm(here.course, { recursive: true });
    const { dir, ...loaded } = await here.frozen().get('quick', digest);
    expect(loaded.digest).toBe(digest);
    expect(await readFile(join(dir, 'checks.py'))).toEqual(before);
    expect(await readFile(join((await here.frozen().get('quick', other)).dir, 'checks.py'), 'utf8')).toContain(
      '# changed',
    );
  });

  it('is fetched once, by however many ask at once', async () => {
    await using here = await open();
    const { digest } = await freeze(here.blobs, here.course, 'quick');
    const [one, two] = [here.frozen(), here.frozen()];
    const all = await Promise.all([one, one, two, two].map((frozen) => frozen.get('quick', digest)));
    expect(new Set(all.map(({ dir }) => dir)).size).toBe(1);
    await rm(here.blobs.folder, { recursive: true });
    expect((await one.get('quick', digest)).digest).toBe(digest);
  });

  it('that nobody froze is refused, with what the operator can do', async () => {
    await using here = await open();
    await expect(here.frozen().get('quick', `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
      code: 'noVersion',
      whoseTurn: 'operator',
    });
  });

  it('whose folder was changed is not used, and fetched anew', async () => {
    await using here = await open();
    const { digest } = await freeze(here.blobs, here.course, 'quick');
    const { dir } = await here.frozen().get('quick', digest);
    await appendFile(join(dir, 'checks.py'), '# changed\n');
    await expect(here.frozen().get('quick', digest)).rejects.toMatchObject({ code: 'damagedVersion' });
    expect((await here.frozen().get('quick', digest)).digest).toBe(digest);
  });

  it('consists of its manifest and what that names', async () => {
    await using here = await open();
    const { digest } = await freeze(here.blobs, here.course, 'quick');
    for (const one of await blobsOfVersion(here.blobs, digest)) await here.blobs.get(one);
    expect((await blobsOfVersion(here.blobs, digest)).length).toBeGreaterThan(3);
    expect(await blobsOfVersion(here.blobs, `sha256:${'0'.repeat(64)}`)).toEqual([]);
  });
});

it.each(['../../etc/passwd', '/etc/passwd', 'a/../b', 'a//b', 'a\\b', '.', ''])(
  'a manifest names no file %j',
  (path) => {
    const content = { sha256: '0'.repeat(64), bytes: 1 };
    const manifest = { schemaVersion: 1, assignment: 'quick', course: content, files: [{ path, ...content }] };
    expect(manifestSchema.safeParse(manifest).success).toBe(false);
  },
);

it('an assignment with a wrong file is not frozen', async () => {
  await using here = await open();
  await writeFile(join(here.course, 'quick', 'assignment.yaml'), 'schemaVersion: 1\nid: quick\n');
  await expect(freeze(here.blobs, here.course, 'quick')).rejects.toThrow(/assignment\.yaml/u);
});
