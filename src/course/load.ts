import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Assignment, assignmentFileSchema } from './schema.js';
import { type Course, courseSchema } from './course.js';
import { CourseError } from './courseError.js';
import { assignmentDigest } from './digest.js';
import { nearest } from './nearest.js';
import { brokenRules } from './rules.js';
import { parseYamlFile } from './yamlFile.js';

const COURSE_FILE = 'course.yaml';
const ASSIGNMENT_FILE = 'assignment.yaml';

/** A course: its own file, and the ids (folder names, sorted) of its assignments. */
export interface LoadedCourse {
  course: Course;
  assignments: string[];
}

/** An assignment, its folder, and the digest of all that decides its grades. */
export interface LoadedAssignment {
  assignment: Assignment;
  /** Absent for the assignment that is in the checker's image itself: the doctor's. */
  dir?: string;
  digest: string;
}

/** @throws CourseError where `course.yaml` is absent or wrong. */
export async function loadCourse(courseDir: string): Promise<LoadedCourse> {
  const file = join(courseDir, COURSE_FILE);
  const { value } = parseYamlFile(await readText(file), file, courseSchema);
  const entries = await readdir(courseDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const held = await Promise.all(folders.map((name) => isFile(join(courseDir, name, ASSIGNMENT_FILE))));
  return { course: value, assignments: folders.filter((_, index) => held[index]).sort() };
}

/** @throws CourseError where there is no such assignment (the known ones are listed) or one of its files is wrong. */
export async function loadAssignment(courseDir: string, id: string): Promise<LoadedAssignment> {
  const { course, assignments } = await loadCourse(courseDir);
  if (!assignments.includes(id))
    throw new CourseError([{ place: { file: courseDir }, text: unknownText(id, assignments) }]);

  const dir = join(courseDir, id);
  const file = join(dir, ASSIGNMENT_FILE);
  const { value, placeOf } = parseYamlFile(await readText(file), file, assignmentFileSchema);
  const due = { local: value.due.local, timeZone: value.due.timeZone ?? course.timeZone };
  const assignment: Assignment = { ...value, due };
  const broken = brokenRules(assignment, id, course);
  if (broken.length > 0) throw new CourseError(broken.map(({ path, text }) => ({ place: placeOf(path), text })));
  return { assignment, dir, digest: await assignmentDigest(join(courseDir, COURSE_FILE), dir) };
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
