import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PACKAGE_DIR, thisGrader } from '../../src/cli/setting.js';
import { graderVersion } from '../../src/course/graderVersion.js';
import { admit } from '../../src/work/admit.js';
import { beginCourse, gradeOf, newStore } from '../ledger/sample.js';
import { testFolder } from '../support/folder.js';
import { digest, gradeRow, request } from './sample.js';

test('whatever may change a grade changes it: package, assignment, and what runs in either container', async () => {
  await using folder = await testFolder();
  const place = folder.path;
  for (const part of ['docker', 'sandbox', 'package.json']) {
    await cp(join(PACKAGE_DIR, part), join(place, part), { recursive: true });
  }
  const seen = [await thisGrader(place)];
  expect(seen).toEqual([await thisGrader()]);
  for (const [file, text] of [
    ['sandbox/assay_runner/__main__.py', 'mended'],
    ['sandbox/assay/mended.py', ''],
    ['docker/student.Dockerfile', 'FROM mended'],
    ['package.json', '{ "version": "99.0.0" }'],
  ] as const) {
    await writeFile(join(place, file), text);
    seen.push(await thisGrader(place));
  }
  const versions = seen.map((grader) => graderVersion(grader, `sha256:${digest(1)}`));
  versions.push(graderVersion(seen[0] ?? '', `sha256:${'1'.repeat(64)}`));
  expect(new Set(versions).size).toBe(6);
  // It is part of a job's id, and BullMQ keeps the colon for itself.
  expect(versions.join('')).not.toContain(':');
});

test('what a worker of another version graded is graded again when it is sent again, and keeps its grade till then', async () => {
  await using ledger = await newStore();
  const { store } = ledger;
  beginCourse(store);
  const mended = '1.0.0+bbbbbbbbbbbb';
  admit(store, request());
  const { id } = admit(store, request({ graderVersion: mended }));
  const { environment } = gradeOf('7', 10);
  expect(environment.graderVersion).not.toBe(mended);
  gradeRow(store, id, { environment });
  expect(admit(store, request({ graderVersion: mended }))).toEqual({ id, state: 'queued', isNew: false });
  gradeRow(store, id);
  expect(admit(store, request({ graderVersion: mended }))).toEqual({ id, state: 'graded', isNew: false });
});
