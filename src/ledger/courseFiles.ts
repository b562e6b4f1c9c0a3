import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CourseError } from '../course/courseError.js';
import type { GradeTerms } from '../course/gradeTerms.js';
import { readAssignment, loadCourse } from '../course/load.js';
import type { Assignment } from '../course/schema.js';
import { parseYamlFile } from '../course/yamlFile.js';
import { latePolicySchema } from '../late/policy.js';
import { staffSchema } from './eventContent.js';
import type { AssignmentSet } from './ledgerSays.js';

const LATE_FILE = 'late.yaml';

const hours = z.int().min(0).max(100_000).nullable();

/** `late.yaml`, beside `course.yaml`: the policy, and what an assignment says about lateness besides its due time. */
const lateFileSchema = z.strictObject({
  schemaVersion: z.literal(1),
  policy: latePolicySchema.prefault({}),
  staff: staffSchema
    .default({})
    .refine(
      (staff) => Object.keys(staff).length === 0 || Object.values(staff).some(({ role }) => role !== 'ta'),
      'has neither an instructor nor a head-ta, so nobody could change it again',
    ),
  assignments: z
    .record(
      z.string(),
      z.strictObject({
        order: z.int().optional(),
        cutoffHours: hours.optional(),
        cutoffAt: z.string().nullable().optional(),
        maxFreeHours: hours.optional(),
        lateExempt: z.boolean().optional(),
      }),
    )
    .default({}),
});
type LateFile = z.output<typeof lateFileSchema>;

/** What a course's files say about lateness. */
export interface CourseFiles {
  readonly dir: string;
  readonly course: string;
  readonly late: LateFile;
  readonly assignments: readonly Assignment[];
  /** Calendar days after a release in which a regrade may be asked for; absent where `course.yaml` says nothing of it. */
  readonly regradeDays: number | undefined;
  /** What the course's grade is made of; absent where `course.yaml` says nothing of it. */
  readonly grade: GradeTerms | undefined;
}

/** @throws {CourseError} where a file is wrong, with line and column. */
export async function readCourseFiles(courseDir: string): Promise<CourseFiles> {
  const { course, assignments } = await loadCourse(courseDir);
  const file = join(courseDir, LATE_FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    // One that is there and cannot be read is no default policy.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'schemaVersion: 1';
    throw new CourseError([{ place: { file }, text: 'cannot be read. Operator: let Assay read it.' }]);
  });
  const { value: late, placeOf } = parseYamlFile(text, file, lateFileSchema);
  const unknown = Object.keys(late.assignments).filter((id) => !assignments.includes(id));
  if (unknown.length > 0) {
    throw new CourseError(
      unknown.map((id) => ({
        place: placeOf(['assignments', id]),
        text: `assignments.${id}: the course has no such assignment. Known: ${assignments.join(', ')}. Course staff: correct it.`,
      })),
    );
  }
  const loaded = await Promise.all(assignments.map((id) => readAssignment(courseDir, id)));
  return {
    ...{ dir: courseDir, course: course.id, late, regradeDays: course.regrades?.requestDays, grade: course.grade },
    assignments: loaded.map(({ assignment }) => assignment),
  };
}

/** What each assignment's files say about lateness. */
export function assignmentSets({ assignments, late }: CourseFiles): AssignmentSet[] {
  return assignments.map((assignment) => assignmentSet(assignment, late.assignments[assignment.id] ?? {}));
}

function assignmentSet(
  { id, due, questions, manual }: Assignment,
  {
    order = 0,
    cutoffHours = null,
    cutoffAt = null,
    maxFreeHours = null,
    lateExempt = false,
  }: LateFile['assignments'][string],
): AssignmentSet {
  return {
    type: 'assignment_set',
    assignment: id,
    dueLocal: due.local,
    timeZone: due.timeZone,
    maxScore: sumOfPoints([...questions, ...manual].map(({ points }) => points)),
    order,
    cutoffHours,
    cutoffAt,
    maxFreeHours,
    lateExempt,
  };
}

/** Points have at most 6 decimals. */
function sumOfPoints(points: readonly number[]): string {
  const micro = points.reduce((sum, value) => sum + Math.round(value * 1e6), 0);
  return (micro / 1e6).toFixed(6).replace(/\.?0+$/u, '');
}
