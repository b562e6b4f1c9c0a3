import type { Audience } from './section.js';

/** Fewer students than this could be known by name. */
export const SMALLEST_CELL = 5;

/**
 * Counts of students that add up to a number that readers may know, without those that would give somebody away: below
 * five, and so many more of the smallest others that no hidden one can be had by subtraction. 0 stays: it is nobody.
 */
export function suppressed(counts: readonly number[], audience: Audience): (number | null)[] {
  if (audience === 'staff') return [...counts];
  const hidden = new Set(counts.flatMap((count, index) => (count > 0 && count < SMALLEST_CELL ? [index] : [])));
  const hiddenSum = (): number => [...hidden].reduce((sum, index) => sum + (counts[index] ?? 0), 0);
  while (hidden.size === 1 || (hidden.size > 0 && hiddenSum() < SMALLEST_CELL)) {
    const [next] = counts
      .map((count, index) => ({ count, index }))
      .filter(({ count, index }) => count > 0 && !hidden.has(index))
      .sort((a, b) => a.count - b.count);
    if (next === undefined) break;
    hidden.add(next.index);
  }
  return counts.map((count, index) => (hidden.has(index) ? null : count));
}

/** A sum over `students` of them; null where that would give one away. */
export function shareable(sum: number, students: number, audience: Audience): number | null {
  return audience === 'staff' || students === 0 || students >= SMALLEST_CELL ? sum : null;
}
