import { Temporal } from 'temporal-polyfill';
import { SECOND_MICROS, type EpochMicros } from '../late/instant.js';
import type { Preview, Price } from '../late/preview.js';
import { percent, plural, shortLocalTime } from '../late/wording.js';
import type { GradescopeResults } from './gradescope.js';

/**
 * What it would cost to hand in now, in sentences: for one student with the balance; for a group without anybody's, for
 * all of its members read it.
 */
export function priceSentences(price: Price): string[] {
  const [member, ...others] = price.members;
  if (member === undefined) return [];
  const when = `now (${shortLocalTime(price.at, price.timeZone)})`;
  if (others.length === 0) return [`If you hand in ${when}, ${costOf(member)}`, ...afterwards(price, member)];
  if (others.some((other) => !isAlike(member, other))) {
    return [
      `If all of you hand in ${when}, it does not cost each of you the same; course staff tell each of you what it costs.`,
    ];
  }
  return [`If all of you hand in ${when}, ${groupCostOf(member)}`, ...untilWhen(price, member)];
}

const REFUSED = 'it is not accepted any more.';
const ON_TIME = 'this homework is on time and uses no late hours.';

function costOf({ accepted, hoursLate, hoursUsed, additionalHours, ...member }: Preview): string {
  if (!accepted) return REFUSED;
  if (hoursLate === 0) return ON_TIME;
  const isNew = additionalHours === hoursUsed;
  const change = additionalHours < 0 ? `${-additionalHours} fewer than now` : `${additionalHours} more than now`;
  const than = isNew ? '' : ` (${additionalHours === 0 ? 'as many as now' : change})`;
  return `this homework uses ${hoursText(hoursUsed)}${than} and leaves ${member.remainingAfter}.${beyond(member)}`;
}

function groupCostOf({ accepted, hoursLate, additionalHours, ...member }: Preview): string {
  if (!accepted) return REFUSED;
  if (hoursLate === 0) return ON_TIME;
  const more = additionalHours > 0 ? `${additionalHours} more` : 'no more';
  return `this homework uses ${more} late ${additionalHours === 1 ? 'hour' : 'hours'} of each of you.${beyond(member)}`;
}

function hoursText(hours: number): string {
  return hours === 0 ? 'no late hours' : plural(hours, 'late hour');
}

function beyond({ penaltyHours, penaltyBp }: Pick<Preview, 'penaltyHours' | 'penaltyBp'>): string {
  return penaltyHours > 0 ? ` ${plural(penaltyHours, 'hour')} beyond the budget: −${percent(penaltyBp)}.` : '';
}

function afterwards(price: Price, member: Preview): string[] {
  if (!member.accepted) return [];
  return [...untilWhen(price, member), ...onTimeText(member), ...elsewhereText(member)];
}

function untilWhen({ at, timeZone }: Price, member: Preview): string[] {
  const { accepted, hoursLate, currentHourEndsAt, effectiveDue } = member;
  if (!accepted || currentHourEndsAt === null) return [];
  if (hoursLate === 0) return [`So it is until ${shortLocalTime(currentHourEndsAt, timeZone)}.`];
  const begins = shortLocalTime(currentHourEndsAt + SECOND_MICROS, timeZone);
  const isAcross = offsetAt(effectiveDue, timeZone) !== offsetAt(at, timeZone);
  return [
    `The ${ordinal(hoursLate + 1)} late hour begins ${begins}.`,
    ...(isAcross
      ? ['Clocks were changed since the due time: late hours are hours that passed, not hours on clocks.']
      : []),
  ];
}

function onTimeText({ statusNow, hoursLate }: Preview): string[] {
  if (statusNow !== 'on_time' || hoursLate === 0) return [];
  return ['You have handed this homework in on time: if you leave it at that, it costs nothing.'];
}

function elsewhereText({ changesElsewhere }: Preview): string[] {
  return changesElsewhere.map(({ assignment, hoursUsed, penaltyHours }) => {
    const penalty = penaltyHours > 0 ? ` and ${plural(penaltyHours, 'hour')} beyond the budget` : '';
    return `It changes ${assignment}, too: that then has ${hoursText(hoursUsed)}${penalty}.`;
  });
}

function ordinal(count: number): string {
  const [tens, ones] = [count % 100, count % 10];
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][ones] ?? 'th');
  return `${count}${suffix}`;
}

function offsetAt(at: EpochMicros, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 1000)).toZonedDateTimeISO(timeZone).offset;
}

/** In extra_data nobody's balance stands; a group whose members pay differently has only the instant. */
export function priceData({ at, members: [member, ...others] }: Price): GradescopeResults['extra_data'] {
  const asOf = { at: new Date(Math.floor(at / 1000)).toISOString() };
  if (member === undefined || others.some((other) => !isAlike(member, other))) return asOf;
  const { accepted, hoursLate, additionalHours, penaltyBp } = member;
  return { ...asOf, accepted, hoursLate, additionalHours, penaltyBp };
}

const SHARED = ['accepted', 'hoursLate', 'additionalHours', 'penaltyHours', 'penaltyBp', 'currentHourEndsAt'] as const;

function isAlike(one: Preview, other: Preview): boolean {
  return SHARED.every((key) => one[key] === other[key]);
}
