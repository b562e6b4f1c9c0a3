import { InvalidArgumentError } from '@commander-js/extra-typings';

/** A whole number as an argument. */
export function whole(text: string): number {
  if (!/^\d{1,6}$/u.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** A whole number that may be below 0. */
export function wholeOrBelow(text: string): number {
  return text.startsWith('-') ? -whole(text.slice(1)) : whole(text.replace(/^\+/u, ''));
}

/** `24h` or `2d`. */
export function lengthOf(text: string): { hours: number } | { days: number } {
  const [, digits, unit] = /^(\d{1,6})([hd])$/u.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError('It must be hours or days, such as 24h or 2d.');
  return unit === 'h' ? { hours: Number(digits) } : { days: Number(digits) };
}
