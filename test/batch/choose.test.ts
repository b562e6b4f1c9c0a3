import { describe, expect, it } from 'vitest';
import { chooseItems, type Choice } from '../../src/batch/choose.js';
import type { BatchRow } from '../../src/batch/gradeTables.js';
import { item, row } from './sampleRun.js';

const ROWS: readonly BatchRow[] = [
  row('Ada', 'pf'),
  row('Bela', 'pb'),
  [item('Chidi'), { kind: 'open' }],
  [item('Dalia'), { kind: 'platformFailure', message: 'The engine failed.' }],
  [item('Emeka'), { kind: 'courseError', message: 'checks.py cannot be imported.' }],
  [item('Farid', { notebook: null, problem: 'No notebook.' }), { kind: 'badInput', message: 'No notebook.' }],
];
const ALL: Choice = { only: [], failed: false, limit: undefined };
const keysOf = (choice: Partial<Choice>): string[] =>
  chooseItems(ROWS, { ...ALL, ...choice }).items.map(({ key }) => key);

describe('what a batch has still to grade', () => {
  it('is what has no end, and what the platform failed at; a grade is not made twice', () => {
    expect(keysOf({})).toEqual(['Chidi', 'Dalia']);
  });

  it('with --failed, also what the course failed at and whose check broke; never what has no notebook', () => {
    expect(keysOf({ failed: true })).toEqual(['Bela', 'Chidi', 'Dalia', 'Emeka']);
  });

  it('is of those named by key, address, number or name, and at most so many', () => {
    expect(keysOf({ only: ['DALIA@example.edu'] })).toEqual(['Dalia']);
    expect(keysOf({ only: ['ada', 'chidi'] })).toEqual(['Chidi']);
    expect(keysOf({ limit: 1 })).toEqual(['Chidi']);
    expect(chooseItems(ROWS, { ...ALL, only: ['zoe', 'Ada'] }).unknown).toEqual(['zoe']);
  });
});
