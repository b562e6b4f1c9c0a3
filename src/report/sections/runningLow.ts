import type { CourseData, Person } from '../courseData.js';
import type { Section } from '../section.js';
import { projectedPenaltyHours } from './penalties.js';
import { remainingAt } from './remaining.js';

const FEW_HOURS = 24;

/** A student to whom somebody should talk, and why. */
interface RunningLow {
  readonly student: string;
  readonly name: string | null;
  readonly remaining: number;
  readonly budget: number;
  readonly projectedPenaltyHours: number;
  readonly why: string;
}

/** Students with little left, or who spent half of it before the middle of the course; the poorest first. */
function findRunningLow(data: CourseData): RunningLow[] {
  return data.people
    .flatMap((person) => {
      const why = whyLow(data, person);
      if (why === undefined) return [];
      const { student, name, remaining, budget } = person;
      return [{ student, name, remaining, budget, projectedPenaltyHours: projectedPenaltyHours(data, person), why }];
    })
    .sort((a, b) => a.remaining - b.remaining);
}

/** Those students as a part of the report. For staff alone: it names them. */
export function runningLow(data: CourseData): Section {
  return {
    title: 'Students running low',
    note: `Fewer than ${FEW_HOURS} late hours left, or more than half of them spent before the middle of the course.`,
    heading: ['student', 'name', 'left', 'of', 'projected penalty hours', 'why'],
    rows: findRunningLow(data).map((low) => [
      low.student,
      low.name ?? '',
      low.remaining,
      low.budget,
      low.projectedPenaltyHours,
      low.why,
    ]),
    plot: null,
  };
}

function whyLow({ assignments }: CourseData, person: Person): string | undefined {
  const { remaining, budget } = person;
  if (remaining === 0) return 'the next late hour is a penalty';
  if (remaining < Math.min(FEW_HOURS, budget)) return `fewer than ${FEW_HOURS} hours left`;
  const [first, last] = [assignments[0]?.due ?? 0, assignments.at(-1)?.due ?? 0];
  const spentEarly = budget - remainingAt(person, (first + last) / 2);
  return spentEarly * 2 > budget ? 'more than half spent before the middle of the course' : undefined;
}
