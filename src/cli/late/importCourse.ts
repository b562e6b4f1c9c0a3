import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { loadAssignment, loadCourse } from '../../course/load.js';
import { CourseError } from '../../course/courseError.js';
import type { Assignment } from '../../course/schema.js';
import { parseYamlFile } from '../../course/yamlFile.js';
import { latePolicySchema } from '../../late/policy.js';
import { staffSchema, type EventContent } from '../../store/eventContent.js';
import { readEvents } from '../../store/events.js';
import { readStaff } from '../../store/staff.js';
import type { Store } from '../../store/store.js';
import type { Plan } from './change.js';
import { policyWarnings } from './policyWarnings.js';

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
  readonly course: string;
  readonly late: LateFile;
  readonly assignments: readonly Assignment[];
}

/** @throws {CourseError} where a file is wrong, with line and column. */
export async function readCourseFiles(courseDir: string): Promise<CourseFiles> {
  const { course, assignments } = await loadCourse(courseDir);
  const file = join(courseDir, LATE_FILE);
  const text = await readFile(file, 'utf8').catch(() => 'schemaVersion: 1');
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
  const loaded = await Promise.all(assignments.map((id) => loadAssignment(courseDir, id)));
  return { course: course.id, late, assignments: loaded.map(({ assignment }) => assignment) };
}

/** What the files say and the ledger does not yet. */
export function importCourse(store: Store, { course, late, assignments }: CourseFiles): Plan {
  const events: EventContent[] = [];
  const policy = newest(store, course, 'policy_set')[0];
  const policySet: EventContent = { type: 'policy_set', policy: late.policy };
  if (!isDeepStrictEqual(policy, policySet)) events.push(policySet);
  const staffSet: EventContent = { type: 'staff_set', staff: late.staff };
  if (!isDeepStrictEqual(readStaff(store, course), late.staff)) events.push(staffSet);
  const known = new Map<string, object>();
  for (const content of newest(store, course, 'assignment_set')) {
    if (content.type === 'assignment_set')
      known.set(content.assignment, { ...known.get(content.assignment), ...content });
  }
  const sets = assignments.map((assignment) => assignmentSet(assignment, late.assignments[assignment.id] ?? {}));
  for (const set of sets) {
    if (!isDeepStrictEqual({ ...known.get(set.assignment) }, { ...known.get(set.assignment), ...set }))
      events.push(set);
  }
  return { events: events.map((content) => ({ content })), notes: policyWarnings(late.policy, sets) };
}

/** Events of a type; the newest policy alone, for it says everything. */
function newest(store: Store, course: string, type: 'policy_set' | 'assignment_set'): EventContent[] {
  const contents = readEvents(store, course, { types: [type] }).map(({ content }) => content);
  return type === 'policy_set' ? contents.slice(-1) : contents;
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
): Extract<EventContent, { type: 'assignment_set' }> {
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
