import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Assignment, assignmentFileSchema } from './schema.js';
import { type Course, courseSchema } from './course.js';
import { CourseError } from './courseError.js';
import { brokenData } from './dataFolder.js';
import { courseImage, type CourseImage } from './image.js';
import { brokenCourseRules } from './courseRules.js';
import { toldOf } from './languageModels.js';
import { nearest } from './nearest.js';
import { brokenRules } from './rules.js';
import { COURSE_FILE, filesUnder, readVersion, type Version } from './version.js';
import { parseYamlFile, type YamlFile } from './yamlFile.js';

export const ASSIGNMENT_FILE = 'assignment.yaml';

/** A course: its own file, and the ids (folder names, sorted) of its assignments. */
export interface LoadedCourse {
  course: Course;
  assignments: string[];
  /** Absent where its notebooks run in Assay's own. */
  image: CourseImage | undefined;
}

/** An assignment as its course's files have it. */
export interface ReadAssignment {
  readonly assignment: Assignment;
  readonly dir: string;
  /** Its course's image; absent where that has none of its own. */
  readonly image?: CourseImage | undefined;
}

/** An assignment, its folder, and the digest of all that decides its grades, its data included. */
export interface LoadedAssignment {
  assignment: Assignment;
  /** Absent for the assignment that is in the checker's image itself: the doctor's. */
  dir?: string;
  digest: string;
  /** Its course's image; absent where that has none of its own. */
  image?: CourseImage | undefined;
}

/** An assignment of a course's folder. */
export interface CourseAssignment extends LoadedAssignment {
  dir: string;
}

/** `course.yaml` alone. @throws CourseError where it is absent or wrong. */
export async function readCourseFile(courseDir: string): Promise<YamlFile<Course>> {
  const file = join(courseDir, COURSE_FILE);
  return parseYamlFile(await readText(file), file, courseSchema);
}

/** @throws CourseError where `course.yaml` or the lock of its image is absent or wrong. */
export async function loadCourse(courseDir: string): Promise<LoadedCourse> {
  const { value, placeOf } = await readCourseFile(courseDir);
  const image = await courseImage(courseDir, value, placeOf(['image']));
  const entries = await readdir(courseDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const held = await Promise.all(folders.map((name) => isFile(join(courseDir, name, ASSIGNMENT_FILE))));
  const assignments = folders.filter((_, index) => held[index]).sort();
  const broken = brokenCourseRules(value, assignments);
  if (broken.length > 0) throw new CourseError(broken.map(({ path, text }) => ({ place: placeOf(path), text })));
  return { course: value, assignments, image };
}

/** @throws CourseError as `readAssignment`. */
export async function loadAssignment(courseDir: string, id: string): Promise<CourseAssignment> {
  return (await loadVersion(courseDir, id)).loaded;
}

/** With the version that its files are now. @throws CourseError as `readAssignment`. */
export async function loadVersion(
  courseDir: string,
  id: string,
): Promise<{ readonly loaded: CourseAssignment; readonly version: Version }> {
  const read = await readAssignment(courseDir, id);
  const version = await readVersion(courseDir, id);
  return { loaded: { ...read, digest: version.digest }, version };
}

/**
 * An assignment without its digest, for which all its files, data included, would be read to the end.
 *
 * @throws CourseError where there is no such assignment (the known ones are listed) or one of its files is wrong.
 */
export async function readAssignment(courseDir: string, id: string): Promise<ReadAssignment> {
  const { course, assignments, image } = await loadCourse(courseDir);
  if (!assignments.includes(id))
    throw new CourseError([{ place: { file: courseDir }, text: unknownText(id, assignments) }]);

  const dir = join(courseDir, id);
  const file = join(dir, ASSIGNMENT_FILE);
  const { value, placeOf } = parseYamlFile(await readText(file), file, assignmentFileSchema);
  const due = { local: value.due.local, timeZone: value.due.timeZone ?? course.timeZone };
  const assignment: Assignment = { ...value, due, ...toldOf(course, id) };
  const broken = [
    ...brokenRules(assignment, id, course),
    ...(assignment.data === undefined ? [] : await brokenData(dir, assignment.data)),
  ];
  if (broken.length > 0) throw new CourseError(broken.map(({ path, text }) => ({ place: placeOf(path), text })));
  // Where what is in the folder is not the course's own, nothing is done with it, digest or none.
  await filesUnder(dir);
  return { assignment, dir, image };
}

function unknownText(id: string, known: readonly string[]): string {
  if (known.length === 0) return `has no assignments. Course staff: add a folder with an ${ASSIGNMENT_FILE}.`;
  const meant = nearest(id, known);
  const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `has no assignment “${id}”.${guess} Known: ${known.join(', ')}.`;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    const text = 'is absent or cannot be read. Course staff: check that the path names the course’s folder.';
    throw new CourseError([{ place: { file }, text }]);
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
