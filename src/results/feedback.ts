import type { EpochMicros } from '../late/instant.js';
import type { Preview, Price } from '../late/preview.js';
import { percent, plural, shortLocalTime } from '../late/wording.js';
import type { GradescopeResults, GradescopeTest } from './gradescope.js';

/** What is told with feedback. */
export interface Feedback {
  /** What it would cost to hand the same in now; absent where that is not known. */
  readonly price?: Price | undefined;
  /** Where the course limits what feedback uses of GPUs, and the assignment has a use for one. */
  readonly gpu?: GpuToday | undefined;
  /** Its minutes were used up when it came, so that it ran on processors. */
  readonly wasSpent?: boolean;
}

/** What is used of the GPU minutes of a day. */
export interface GpuToday {
  readonly usedMs: number;
  readonly limitMs: number;
  /** When the next day begins. */
  readonly newAt: EpochMicros;
  readonly timeZone: string;
}

/** “GPU today: 12 of 60 minutes used.” */
export function gpuTodayText({ usedMs, limitMs }: GpuToday): string {
  return `GPU today: ${Math.floor(usedMs / 60_000)} of ${plural(limitMs / 60_000, 'minute')} used.`;
}

/** The two places where a document says that it is feedback. */
export interface FeedbackParts {
  /** `extra_data.feedback`, by which an export is never taken for grades. */
  readonly data: GradescopeResults['extra_data'];
  /** A line that informs: no score, no status. */
  readonly test: GradescopeTest;
}

const NO_GRADE =
  'This is feedback and does not count: it is no submission, uses no late hours and changes no grade. Hand your work in at the homework itself.';

export function feedbackParts({ price, gpu, wasSpent = false }: Feedback): FeedbackParts {
  const spent = wasSpent ? ' They were used up when this came, so it ran on processors.' : '';
  const lines = [NO_GRADE];
  if (price !== undefined) lines.push(priceText(price));
  if (gpu !== undefined) lines.push(`${gpuTodayText(gpu)}${spent}`);
  const test = { name: 'Feedback', output: lines.join('\n'), visibility: 'visible' } as const;
  const data = {
    ...(price === undefined ? {} : { price: priceData(price) }),
    ...(gpu === undefined ? {} : { gpuToday: { usedMs: gpu.usedMs, limitMs: gpu.limitMs } }),
  };
  return { data, test };
}

function priceText(price: Price): string {
  const [member, ...others] = price.members;
  if (member === undefined) return '';
  const when = `Handed in now (${shortLocalTime(price.at, price.timeZone)})`;
  if (others.some((other) => !isAlike(member, other))) {
    return `${when} by all of you, it would not cost each of you the same; course staff tell each of you what it costs.`;
  }
  const isGroup = others.length > 0;
  return `${when}${isGroup ? ' by all of you' : ''}, it would ${costText(price, member, isGroup)}`;
}

/** Balances are nobody else's affair, so a group's text has none. */
function costText({ timeZone }: Price, member: Preview, isGroup: boolean): string {
  const { accepted, hoursLate, additionalHours, penaltyHours, penaltyBp, remainingAfter, currentHourEndsAt } = member;
  if (!accepted) return 'not be accepted any more.';
  const until = currentHourEndsAt === null ? '' : shortLocalTime(currentHourEndsAt, timeZone);
  if (hoursLate === 0) return `be on time and use no late hours, until ${until}.`;
  const more = additionalHours > 0 ? plural(additionalHours, 'late hour') : 'no late hours';
  const left = isGroup ? ' of each of you' : ` of yours, and ${remainingAfter} would be left`;
  const penalty = penaltyHours > 0 ? ` ${plural(penaltyHours, 'hour')} beyond the budget: −${percent(penaltyBp)}.` : '';
  const elsewhere = isGroup ? [] : member.changesElsewhere.map(({ assignment }) => assignment);
  const others = elsewhere.length === 0 ? '' : ` It would change what ${elsewhere.join(', ')} costs, too.`;
  return `be ${plural(hoursLate, 'hour')} late and use ${more}${left}.${penalty}${others} So it is until ${until}.`;
}

/** In extra_data nobody's balance stands; a group whose members pay differently has only the instant. */
function priceData({ at, members: [member, ...others] }: Price): GradescopeResults['extra_data'] {
  const asOf = { at: new Date(Math.floor(at / 1000)).toISOString() };
  if (member === undefined || others.some((other) => !isAlike(member, other))) return asOf;
  const { accepted, hoursLate, additionalHours, penaltyBp } = member;
  return { ...asOf, accepted, hoursLate, additionalHours, penaltyBp };
}

const SHARED = ['accepted', 'hoursLate', 'additionalHours', 'penaltyHours', 'penaltyBp', 'currentHourEndsAt'] as const;

function isAlike(one: Preview, other: Preview): boolean {
  return SHARED.every((key) => one[key] === other[key]);
}
