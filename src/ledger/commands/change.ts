import { randomUUID } from 'node:crypto';
import { Refusal, type Remark } from '../../base/refusal.js';
import { appendEvent, type Appended, type EventDraft } from '../append.js';
import { readCharges, refreshCharges, type StudentCharges } from '../charges.js';
import type { EventContent } from '../eventContent.js';
import { readEventByKey } from '../events.js';
import { readRoster } from '../roster.js';
import type { StaffMember } from '../staff.js';
import { actorName, type Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { memberOf, requireInstructor } from '../permission.js';
import { differencesOf, tellStudents, type StudentChange } from '../differences.js';
import { fileFaults } from '../../base/fileFaults.js';
import { writeOrTry } from './writeOrTry.js';

/** What every command may be asked with. */
export interface Circumstances {
  /** Why; needed where results change. */
  readonly reason?: string | undefined;
  /** A ticket or file, never the evidence itself. */
  readonly evidence?: string | undefined;
  /** Of an earlier try: what is stored already is not stored again. */
  readonly commandId?: string | undefined;
  /** Only finds out who would change. */
  readonly dryRun?: boolean | undefined;
}

/** One event of a command; key and actor are the command's own unless it says otherwise. */
export type PlannedEvent = Pick<EventDraft, 'content'> &
  Partial<Omit<EventDraft, 'content'>> & {
    /** The place in a file that says so: `roster.csv:7`. */
    readonly where?: string;
  };

/** What a command did, or, in a dry run, would have done. */
export interface Change {
  readonly dryRun: boolean;
  readonly commandId: string;
  readonly events: readonly Appended[];
  readonly changes: readonly StudentChange[];
  /** A line for everybody of whom the roster says something else now. */
  readonly people: readonly string[];
  readonly notes: readonly Remark[];
  /** Of a dry run: why the same would be refused in earnest. */
  readonly lacks?: 'permission' | 'reason';
}

/** What a plan may depend on besides the ledger. */
export interface Command {
  readonly id: string;
  /** Whether the command was stored by an earlier try: then it is told again, and not judged again. */
  readonly isRetry: boolean;
  /** What whoever gives it may do. */
  readonly member: StaffMember;
}

export interface Plan {
  readonly events: readonly PlannedEvent[];
  /** What the person should know besides. */
  readonly notes?: readonly Remark[];
  /** A line for everybody of whom the roster says something else now: no event tells of that. */
  readonly people?: readonly string[];
  /** What a platform reports needs no reason, whatever it changes; what staff decide does. */
  readonly needsNoReason?: true;
  /** What follows once the events and the charges are stored, in the same write. */
  readonly then?: () => void;
}

interface Decision {
  readonly ask: Circumstances;
  readonly plan: (command: Command) => Plan;
  /** A teaching assistant may give the command, within limits that the plan looks at. */
  readonly byTa?: true;
}

/**
 * Stores what `plan` says, in one transaction, and says who changed. A message to each of them goes into the outbox.
 * `plan` may write to the store too, and sees it as it is then.
 *
 * @throws {Refusal} where results change and no reason is given, or the person may not do this.
 */
export function change(ledger: Ledger, by: Actor, { ask, plan, byTa }: Decision): Change {
  const { store } = ledger;
  const dryRun = ask.dryRun === true;
  const commandId = ask.commandId ?? randomUUID();
  return writeOrTry(store, dryRun, () => {
    const before = chargesOf(ledger);
    const member = memberOf(ledger, by);
    if (byTa !== true && !dryRun) requireInstructor(member);
    const isStored = readEventByKey(ledger, `cmd:${commandId}:0`) !== undefined;
    const planned = plan({ id: commandId, isRetry: isStored, member });
    const { events, notes = [], people = [], needsNoReason, then } = planned;
    const drafts = events.map((event, index) => ({
      where: event.where,
      draft: draftOf(event, { ask, actor: actorName(by), key: `cmd:${commandId}:${index}` }),
    }));
    const appended = appendAll(ledger, drafts);
    then?.();
    const changes = differencesOf(readRoster(ledger), before, chargesOf(ledger));
    const lacksReason = needsNoReason !== true && !hasReason(ask) && changes.length > 0;
    if (!dryRun && lacksReason) throw noReason(changes);
    tellStudents(ledger, commandId, changes);
    const isRetry = appended.length > 0 && appended.every(({ isNew }) => !isNew);
    const done = { dryRun, commandId, events: appended, changes, people, notes: isRetry ? [] : notes };
    if (!dryRun) return done;
    if (byTa !== true && member.role === 'ta') return { ...done, lacks: 'permission' };
    return lacksReason ? { ...done, lacks: 'reason' } : done;
  });
}

/** Whether somebody has said why. */
export function hasReason({ reason }: Circumstances): boolean {
  return (reason ?? '').trim() !== '';
}

function noReason({ length }: readonly StudentChange[]): Refusal {
  const who = length === 1 ? 'one student' : `${length} students`;
  return new Refusal({
    code: 'noReason',
    text: `This changes results of ${who} and has no reason; nothing was changed.`,
    remedy: 'Give a reason.',
  });
}

/** All events and what follows from them. Every one that is refused is told of, with its place. */
function appendAll(
  ledger: Ledger,
  drafts: readonly { readonly where: string | undefined; readonly draft: EventDraft }[],
): Appended[] {
  const faults = fileFaults('imported');
  const appended = drafts.flatMap(({ where, draft }) => {
    const append = (): Appended[] => [appendEvent(ledger, draft)];
    return where === undefined ? append() : (faults.at(where, append) ?? []);
  });
  faults.refuse();
  refreshCharges(
    ledger,
    appended.filter(({ isNew }) => isNew).map(({ event }) => event),
  );
  return appended;
}

interface Draft {
  readonly ask: Circumstances;
  readonly actor: string;
  readonly key: string;
}

function draftOf({ content, where: _, ...rest }: PlannedEvent, { ask, actor, key }: Draft): EventDraft {
  return {
    ...{ key, actor },
    // So that one can see what a change does before one has worded why.
    reason: ask.reason ?? (ask.dryRun === true ? 'dry run' : undefined),
    evidenceRef: ask.evidence,
    ...rest,
    content: JSON.parse(JSON.stringify(content)) as EventContent,
  };
}

function chargesOf(ledger: Ledger): Map<string, StudentCharges> {
  return new Map(readCharges(ledger).map(({ student, charges }) => [student, charges]));
}
