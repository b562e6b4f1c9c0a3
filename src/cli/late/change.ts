import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { LateError } from '../../late/lateError.js';
import { appendEvent, type Appended, type EventDraft } from '../../store/append.js';
import { readCharges, refreshCharges, type AssignmentCharge, type StudentCharges } from '../../store/charges.js';
import type { EventContent } from '../../store/eventContent.js';
import { readEventByKey } from '../../store/events.js';
import { putOutbox } from '../../store/outbox.js';
import { readRoster, type RosterEntry } from '../../store/roster.js';
import { write, type Store } from '../../store/store.js';
import type { StaffMember } from '../../store/staff.js';
import { StoreError } from '../../store/storeError.js';
import { UsageError } from '../exitCodes.js';
import { actorOf, type ChangeOptions } from './options.js';
import { memberOf } from './permission.js';

/** One event of a command; key and actor are the command's own unless it says otherwise. */
export type PlannedEvent = Pick<EventDraft, 'content'> &
  Partial<Omit<EventDraft, 'content'>> & {
    /** The place in a file that says so: `roster.csv:7`. */
    readonly where?: string;
  };

/** What differs for one student. */
export interface StudentChange {
  readonly student: string;
  readonly name: string | null;
  readonly hours: Difference<Pick<StudentCharges, 'budget' | 'remaining'>> | null;
  readonly assignments: Readonly<Record<string, Difference<AssignmentCharge>>>;
}

export interface Difference<Value> {
  readonly before: Value;
  readonly after: Value;
}

/** What a command did, or, in a dry run, would have done. */
export interface ChangeReport {
  readonly dryRun: boolean;
  readonly commandId: string;
  readonly events: readonly Appended[];
  readonly changes: readonly StudentChange[];
  readonly notes: readonly string[];
}

/** What a plan may depend on besides the ledger. */
export interface Command {
  readonly id: string;
  /** Whether the command was stored by an earlier try: then it is told again, and not judged again. */
  readonly isRetry: boolean;
  /** Who gives it. */
  readonly member: StaffMember;
}

export interface Plan {
  readonly events: readonly PlannedEvent[];
  /** What the person should know besides. */
  readonly notes?: readonly string[];
  /** What a platform reports needs no reason, whatever it changes; what staff decide does. */
  readonly needsNoReason?: true;
}

/** Ends a dry run: everything is done as in earnest, and nothing of it stays. */
class RolledBack extends Error {
  override readonly name = 'RolledBack';
  readonly report: ChangeReport;

  constructor(report: ChangeReport) {
    super('rolled back');
    this.report = report;
  }
}

/**
 * Stores what `plan` says, in one transaction, and says who changed. A message to each of them goes into the outbox.
 * `plan` may write to the store too, and sees it as it is then.
 *
 * @throws {UsageError} where results change and no reason is given.
 */
export function change(
  store: Store,
  course: string,
  options: ChangeOptions,
  plan: (command: Command) => Plan,
): ChangeReport {
  const dryRun = options.dryRun === true;
  const commandId = options.commandId ?? randomUUID();
  try {
    return write(store, () => {
      const before = chargesOf(store, course);
      const member = memberOf(store, course, options);
      const wasStored = readEventByKey(store, course, `cmd:${commandId}:0`) !== undefined;
      const { events, notes = [], needsNoReason } = plan({ id: commandId, isRetry: wasStored, member });
      const appended = appendAll(store, course, events, options, commandId);
      const changes = differencesOf(readRoster(store, course), before, chargesOf(store, course));
      if (!dryRun && changes.length > 0 && needsNoReason !== true && (options.reason ?? '').trim() === '') {
        const who = changes.length === 1 ? 'one student' : `${changes.length} students`;
        throw new UsageError(`This changes results of ${who} and has no reason; nothing was changed. Give --reason.`);
      }
      tellStudents(store, course, commandId, changes);
      const isRetry = appended.length > 0 && appended.every(({ isNew }) => !isNew);
      const report = { dryRun, commandId, events: appended, changes, notes: isRetry ? [] : notes };
      if (dryRun) throw new RolledBack(report);
      return report;
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.report;
    throw error;
  }
}

/** All events and what follows from them. Every one that is refused is told of, with its place. */
function appendAll(
  store: Store,
  course: string,
  events: readonly PlannedEvent[],
  options: ChangeOptions,
  commandId: string,
): Appended[] {
  const faults: string[] = [];
  const appended = events.flatMap(({ where, ...event }, index) => {
    try {
      return [appendEvent(store, course, draftOf(event, options, `cmd:${commandId}:${index}`))];
    } catch (error) {
      if (where === undefined || !(error instanceof StoreError || error instanceof LateError)) throw error;
      faults.push(`${where}: ${error.message}`);
      return [];
    }
  });
  if (faults.length > 0) throw new UsageError([...faults, 'Nothing was imported.'].join('\n'));
  refreshCharges(
    store,
    course,
    appended.filter(({ isNew }) => isNew).map(({ event }) => event),
  );
  return appended;
}

function draftOf({ content, ...rest }: PlannedEvent, options: ChangeOptions, key: string): EventDraft {
  return {
    key,
    actor: actorOf(options),
    // So that one can see what a change does before one has worded why.
    reason: options.reason ?? (options.dryRun === true ? 'dry run' : undefined),
    evidenceRef: options.evidence,
    ...rest,
    content: JSON.parse(JSON.stringify(content)) as EventContent,
  };
}

function chargesOf(store: Store, course: string): Map<string, StudentCharges> {
  return new Map(readCharges(store, course).map(({ student, charges }) => [student, charges]));
}

/** Puts a message into the outbox for each student whose hours or scores change; none for what concerns neither. */
export function tellStudents(store: Store, course: string, commandId: string, changes: readonly StudentChange[]): void {
  for (const { student, hours, assignments } of changes.filter(isWorthTelling)) {
    const key = `changed:${commandId}:${student}`;
    putOutbox(store, { course, kind: 'charges_changed', key, body: { student, hours, assignments } });
  }
}

/** Students are told of hours and scores, not of a due time that changed nothing or of a release. */
function isWorthTelling({ hours, assignments }: StudentChange): boolean {
  const told = ({ hoursUsed, penaltyBp, finalScore, status }: AssignmentCharge): unknown[] => [
    hoursUsed,
    penaltyBp,
    finalScore,
    status,
  ];
  return (
    hours !== null ||
    Object.values(assignments).some(({ before, after }) => !isDeepStrictEqual(told(before), told(after)))
  );
}

/** Who differs, and in what. */
export function differencesOf(
  roster: readonly RosterEntry[],
  before: ReadonlyMap<string, StudentCharges>,
  after: ReadonlyMap<string, StudentCharges>,
): StudentChange[] {
  return roster.flatMap(({ student, name }) => {
    const [was, is] = [before.get(student), after.get(student)];
    if (was === undefined || is === undefined || isDeepStrictEqual(was, is)) return [];
    const hours = { before: hoursOf(was), after: hoursOf(is) };
    const assignments: Record<string, Difference<AssignmentCharge>> = {};
    for (const [id, row] of Object.entries(is.assignments)) {
      const earlier = was.assignments[id];
      if (earlier !== undefined && !isDeepStrictEqual(earlier, row)) assignments[id] = { before: earlier, after: row };
    }
    const differ = !isDeepStrictEqual(hours.before, hours.after);
    // An assignment that is new to everybody changes nothing.
    if (!differ && Object.keys(assignments).length === 0) return [];
    return [{ student, name, hours: differ ? hours : null, assignments }];
  });
}

function hoursOf({ budget, remaining }: StudentCharges): Pick<StudentCharges, 'budget' | 'remaining'> {
  return { budget, remaining };
}
