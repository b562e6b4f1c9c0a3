import type { GpuBudgetTerms } from '../work/gpuBudget.js';
import type { TokenTerms } from '../work/feedbackTokens.js';
import type { Course } from '../course/course.js';
import type { FrozenAssignments } from '../course/frozen.js';
import { toldOf, type LanguageModels } from '../course/languageModels.js';
import type { NotifyTerms } from '../course/notify.js';
import { loadCourse, type LoadedAssignment } from '../course/load.js';
import type { Store } from '../db/store.js';
import { readCourseFiles, type CourseFiles } from '../ledger/courseFiles.js';
import { readCurrentVersions } from '../ledger/versions.js';

/** What the server knows of its course without its assignments, as it was read at the start. */
export interface CourseTerms {
  readonly id: string;
  readonly title: string;
  /** What feedback may use of GPUs; without limit where absent. */
  readonly gpuFeedback?: GpuBudgetTerms | undefined;
  readonly timeZone: string;
  /** What is said of language models; nothing where absent. */
  readonly languageModels: LanguageModels | undefined;
  /** How often students may ask for feedback here. */
  readonly feedback: TokenTerms;
  /** Who is told of what; nobody of anything where absent. */
  readonly notify: NotifyTerms | undefined;
}

/** The course that the server grades for. */
export interface ServedCourse extends CourseTerms {
  /** Those that are published, in the version that grades what comes in now. */
  readonly assignments: ReadonlyMap<string, LoadedAssignment>;
  /** What grades, whatever the assignment; `graderVersion` adds that. */
  readonly grader: string;
  /** What its files say now about lateness, to be compared with the ledger. @throws {CourseError} where one is wrong. */
  files(): Promise<CourseFiles>;
  /** Takes up what was published since, by whomever. @returns the assignments that have another version now. */
  refresh(): Promise<string[]>;
}

/** @throws {CourseError} where `course.yaml` is absent or wrong. */
export async function loadCourseTerms(courseDir: string): Promise<CourseTerms> {
  return termsOf((await loadCourse(courseDir)).course);
}

/** The course as it is published. @throws {CourseError} where `course.yaml` is absent or wrong. */
export async function openServedCourse(
  store: Store,
  frozen: FrozenAssignments,
  courseDir: string,
  grader: string,
): Promise<ServedCourse> {
  const { course } = await loadCourse(courseDir);
  const terms = termsOf(course);
  const assignments = new Map<string, LoadedAssignment>();
  const refresh = async (): Promise<string[]> => {
    const current = readCurrentVersions({ store, course: terms.id });
    for (const id of assignments.keys()) if (!current.has(id)) assignments.delete(id);
    const changed = [...current].filter(([id, digest]) => assignments.get(id)?.digest !== digest);
    for (const [id, digest] of changed) {
      const loaded = await frozen.get(id, digest);
      // No part of a version: it makes no other grade.
      assignments.set(id, { ...loaded, assignment: { ...loaded.assignment, ...toldOf(course, id) } });
    }
    return changed.map(([id]) => id);
  };
  await refresh();
  return { ...terms, assignments, grader, refresh, files: () => readCourseFiles(courseDir) };
}

function termsOf({ id, title, notify, gpu, timeZone, feedback, languageModels }: Course): CourseTerms {
  const minutesPerDay = gpu?.feedbackMinutesPerDay;
  const gpuFeedback = minutesPerDay === undefined ? undefined : { minutesPerDay, timeZone };
  return { id, title, timeZone, languageModels, feedback, notify, gpuFeedback };
}
