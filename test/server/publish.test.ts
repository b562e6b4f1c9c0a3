import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { frozenAssignments } from '../../src/course/frozen.js';
import { publish } from '../../src/server/publish.js';
import { openServedCourse } from '../../src/server/servedCourse.js';
import { watchCourse } from '../../src/server/watchCourse.js';
import { blobFolder } from '../../src/machine/blobFolder.js';
import { newStore } from '../ledger/sample.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { waitFor } from '../support/waitFor.js';

async function open() {
  const [course, state, ledger] = [await testFolder(QUICK_COURSE_DIR), await testFolder(), await newStore()];
  await rm(join(course.path, 'broken'), { recursive: true });
  const blobs = blobFolder(join(state.path, 'blobs'));
  const yaml = join(course.path, 'quick', 'assignment.yaml');
  return {
    ...{ course: course.path, yaml },
    publish: () => publish(ledger.store, blobs, course.path),
    serve: () =>
      openServedCourse(ledger.store, frozenAssignments(blobs, join(state.path, 'assignments')), course.path, '1.0.0'),
    async [Symbol.asyncDispose]() {
      for (const one of [ledger, course, state]) await one[Symbol.asyncDispose]();
    },
  };
}

describe('publishing a course’s folder', () => {
  it('has what comes in graded with it, once the server has looked', async () => {
    await using here = await open();
    const first = (await here.publish()).versions[0];
    const served = await here.serve();
    await appendFile(join(here.course, 'quick', 'checks.py'), '# changed\n');
    expect(await served.refresh()).toEqual([]);
    expect(served.assignments.get('quick')?.digest).toBe(first?.digest);
    const { versions } = await here.publish();
    expect(versions).toMatchObject([{ assignment: 'quick', isNew: true }]);
    expect(await served.refresh()).toEqual(['quick']);
    expect(served.assignments.get('quick')?.digest).toBe(versions[0]?.digest);
    expect((await here.publish()).versions).toMatchObject([{ isNew: false }]);
  });

  it('leaves an assignment with a wrong file as it was, and tells file and line', async () => {
    await using here = await open();
    await here.publish();
    const served = await here.serve();
    const before = served.assignments.get('quick')?.digest;
    await cp(join(here.course, 'quick'), join(here.course, 'other'), { recursive: true });
    const text = await readFile(here.yaml, 'utf8');
    await writeFile(join(here.course, 'other', 'assignment.yaml'), text.replace('id: quick', 'id: other'));
    await writeFile(here.yaml, text.replace('schemaVersion: 1', 'schemaVersion: 7'));
    const { refused, versions } = await here.publish();
    expect(refused).toMatchObject([{ assignment: 'quick' }]);
    expect(refused[0]?.error.message).toMatch(/assignment\.yaml:1:16: schemaVersion/u);
    expect(versions).toMatchObject([{ assignment: 'other', isNew: true }]);
    expect(await served.refresh()).toEqual(['other']);
    expect(served.assignments.get('quick')?.digest).toBe(before);
  });

  it('keeps what the course tells of language models beside the version, which it does not change', async () => {
    await using here = await open();
    const first = (await here.publish()).versions[0];
    await appendFile(join(here.course, 'course.yaml'), 'languageModels: { rule: free, inResults: true }\n');
    expect((await here.publish()).versions).toMatchObject([{ digest: first?.digest, isNew: false }]);
    const quick = (await here.serve()).assignments.get('quick');
    expect(quick).toMatchObject({ digest: first?.digest });
    expect(quick?.assignment.languageModels).toContain('as any other tool');
  });

  it('withdraws an assignment whose folder is gone, and takes it up again', async () => {
    await using here = await open();
    await here.publish();
    const served = await here.serve();
    const copy = join(here.course, '.away');
    await cp(join(here.course, 'quick'), copy, { recursive: true });
    await rm(join(here.course, 'quick'), { recursive: true });
    expect((await here.publish()).withdrawn).toEqual(['quick']);
    await served.refresh();
    expect([...served.assignments.keys()]).toEqual([]);
    await cp(copy, join(here.course, 'quick'), { recursive: true });
    expect((await here.publish()).versions).toMatchObject([{ isNew: true }]);
    expect(await served.refresh()).toEqual(['quick']);
  });
});

it('a change of the folder is told once it has settled, and once', async () => {
  await using here = await open();
  const told: string[] = [];
  let looks = 0;
  await using _watch = watchCourse({
    courseDir: here.course,
    onChanged: () => Promise.resolve(void told.push('changed')),
    onLook: () => Promise.resolve(void (looks += 1)),
    onError: (error) => told.push(String(error)),
    everyMs: 20,
  });
  await waitFor('a few looks', () => looks >= 3);
  expect(told).toEqual([]);
  await appendFile(join(here.course, 'quick', 'checks.py'), '# changed\n');
  await waitFor('the change', () => told.length > 0);
  const seen = looks;
  await waitFor('a few looks more', () => looks >= seen + 3);
  expect(told).toEqual(['changed']);
});
