import { describe, expect, it } from 'vitest';
import { instantsOf, isTimeZone } from '../../src/course/wallTime.js';

const iso = (local: string, zone: string): string[] => instantsOf(local, zone).map((ms) => new Date(ms).toISOString());

describe('instantsOf', () => {
  it.each([
    ['2027-04-15T23:59', 'America/New_York', ['2027-04-16T03:59:00.000Z']],
    ['2027-01-15T23:59:59', 'America/New_York', ['2027-01-16T04:59:59.000Z']],
    ['2027-03-14T02:30', 'America/New_York', []],
    ['2027-11-07T01:30', 'America/New_York', ['2027-11-07T05:30:00.000Z', '2027-11-07T06:30:00.000Z']],
    ['2027-04-15T12:00', 'Asia/Kolkata', ['2027-04-15T06:30:00.000Z']],
    ['2027-04-15T12:00', 'Pacific/Kiritimati', ['2027-04-14T22:00:00.000Z']],
    ['2027-04-15T00:00', 'UTC', ['2027-04-15T00:00:00.000Z']],
    ['2011-12-30T12:00', 'Pacific/Apia', []],
  ])('%s in %s', (local, zone, instants) => {
    expect(iso(local, zone)).toEqual(instants);
  });
});

describe('isTimeZone', () => {
  it('takes places and UTC, and nothing that hides daylight saving time', () => {
    expect(
      ['America/New_York', 'America/Argentina/Ushuaia', 'Etc/GMT+5', 'UTC'].filter((zone) => !isTimeZone(zone)),
    ).toEqual([]);
    expect(['EST', '+05:00', 'New York', 'America/Nowhere', '', 'Z'].filter(isTimeZone)).toEqual([]);
  });
});
