import { describe, expect, it } from 'vitest';
import { handedInOf } from '../../src/cli/handedIn.js';

describe('handedInOf', () => {
  it('tells nothing where nothing is told', async () => {
    expect(await handedInOf({})).toBeUndefined();
  });

  it('numbers the same people at the same instant alike, however they are written', async () => {
    const one = await handedInOf({ student: ['ann@example.edu', '1002'], submittedAt: '2027-02-11T00:30:00-05:00' });
    const two = await handedInOf({ student: ['1002', 'Ann@Example.edu '], submittedAt: '2027-02-11T05:30:00Z' });
    const later = await handedInOf({ student: ['1002', 'ann@example.edu'], submittedAt: '2027-02-11T05:30:01Z' });
    expect(one?.submissionId).toBe(two?.submissionId);
    expect(one?.submissionId).not.toBe(later?.submissionId);
    expect(one?.students).toEqual([{ email: 'ann@example.edu' }, { sid: '1002' }]);
  });

  it.each([
    [{ student: ['ann@example.edu'] }, 'Give both'],
    [{ submittedAt: '2027-02-11T05:30:00Z' }, 'Give both'],
    [{ student: ['ann@example.edu'], submittedAt: '2027-02-11T05:30:00' }, 'no time with offset'],
    [{ metadata: 'm.json', student: ['ann@example.edu'] }, 'leave --student'],
    [{ metadata: '/nowhere/m.json' }, 'cannot be read'],
  ])('refuses %j', async (options, said) => {
    await expect(handedInOf(options)).rejects.toThrow(said);
  });
});
