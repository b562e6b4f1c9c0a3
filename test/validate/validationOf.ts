import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import type { CourseAssignment } from '../../src/course/load.js';
import { connectEngine } from '../../src/sandbox/engine.js';
import { resolveImage } from '../../src/sandbox/images.js';
import { newAssignment } from '../../src/scaffold/newAssignment.js';
import { workerIdOf } from '../../src/machine/workerId.js';
import { validate, type Validation, type ValidationPlace } from '../../src/validate/validate.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder, type TestFolder } from '../support/folder.js';

export const AUTHOR_COURSE_DIR = join(PACKAGE_DIR, 'test', 'fixtures', 'author-course');

/** A course with hw5 as `assay new` makes it: right in every way. */
export async function newCourse(): Promise<TestFolder> {
  const course = await testFolder();
  await copyFile(join(AUTHOR_COURSE_DIR, 'course.yaml'), join(course.path, 'course.yaml'));
  const today = Temporal.PlainDate.from('2027-01-05');
  await newAssignment(course.path, join(PACKAGE_DIR, 'template', 'homework'), { id: 'hw5' }, today);
  return course;
}

/** Validates in containers, as `assay validate` does. */
export async function validationOf(
  loaded: CourseAssignment,
  cacheDir: string,
  how: Pick<ValidationPlace, 'isQuick' | 'lanes'> = {},
): Promise<Validation> {
  const engine = connectEngine();
  const image = await resolveImage(engine, PACKAGE_DIR, 'validator');
  const workerId = await workerIdOf(process.pid);
  const place = { engine, image, workerId, cacheDir, forwarderDir: join(PACKAGE_DIR, 'gradescope') };
  return validate(loaded, { ...place, ...how });
}

/** What keeps the assignment from being published. */
export function errorsOf({ findings }: Validation): readonly string[] {
  return findings.filter(({ level }) => level === 'error').map(({ text }) => text);
}
