import type { Decimal } from '../late/decimal.js';

/** An exact fraction; `den` is above 0. In lowest terms only where it says so: that takes most of the time. */
export interface Ratio {
  readonly num: bigint;
  readonly den: bigint;
}

export const NOTHING: Ratio = { num: 0n, den: 1n };
export const WHOLE: Ratio = { num: 1n, den: 1n };

/** @throws {RangeError} where `den` is not above 0. */
export function ratio(num: bigint, den: bigint): Ratio {
  if (den <= 0n) throw new RangeError('a ratio has no denominator above 0');
  return { num, den };
}

/** The same in lowest terms. */
export function lowest({ num, den }: Ratio): Ratio {
  const by = divisor(num < 0n ? -num : num, den);
  return { num: num / by, den: den / by };
}

/** Basis points as a share: 9200 is 0.92. */
export function ofBasisPoints(bp: number): Ratio {
  return ratio(BigInt(bp), 10_000n);
}

/** `a / b`, both of them points. */
export function shareOf(a: Decimal, b: Decimal): Ratio {
  if (a.decimals === b.decimals) return ratio(a.units, b.units);
  return ratio(a.units * 10n ** BigInt(b.decimals), b.units * 10n ** BigInt(a.decimals));
}

export function add(a: Ratio, b: Ratio): Ratio {
  // Points have few maxima: mostly one denominator goes into the other.
  if (a.den % b.den === 0n) return { num: a.num + b.num * (a.den / b.den), den: a.den };
  if (b.den % a.den === 0n) return { num: b.num + a.num * (b.den / a.den), den: b.den };
  return { num: a.num * b.den + b.num * a.den, den: a.den * b.den };
}

export function subtract(a: Ratio, b: Ratio): Ratio {
  return add(a, { num: -b.num, den: b.den });
}

export function times(a: Ratio, b: Ratio): Ratio {
  return ratio(a.num * b.num, a.den * b.den);
}

/** `a / count`, which is above 0. */
export function over(a: Ratio, count: number): Ratio {
  return ratio(a.num, a.den * BigInt(count));
}

export function sumOf(ratios: readonly Ratio[]): Ratio {
  return ratios.reduce(add, NOTHING);
}

/** Below 0 where `a < b`, above 0 where `a > b`. */
export function compare(a: Ratio, b: Ratio): number {
  const [left, right] = [a.num * b.den, b.num * a.den];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** As a percentage with so many decimals, halves up: the one rounding. */
export function percentOf({ num, den }: Ratio, decimals = 2): string {
  const scaled = num * 100n * 10n ** BigInt(decimals);
  return decimal(floorDivide(2n * scaled + den, 2n * den), decimals);
}

/** Whole percent, down. */
export function wholePercentOf({ num, den }: Ratio): number {
  return Number(floorDivide(num * 100n, den));
}

const MOST_DECIMALS = 12;

/** As a percentage without rounding, or with `≈` and six decimals where it has no end. */
export function exactPercentOf(value: Ratio): string {
  const { num, den } = value;
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const scaled = num * 100n * 10n ** BigInt(decimals);
    if (scaled % den === 0n) return decimal(scaled / den, decimals);
  }
  return `≈ ${percentOf(value, 6)}`;
}

/** For programs, in lowest terms: `183/200`. */
export function fractionText(value: Ratio): string {
  const { num, den } = lowest(value);
  return `${num}/${den}`;
}

function decimal(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const sign = units < 0n ? '-' : '';
  return decimals === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Division of BigInts cuts towards zero; this one goes down. */
function floorDivide(dividend: bigint, by: bigint): bigint {
  const quotient = dividend / by;
  return dividend % by < 0n ? quotient - 1n : quotient;
}

/** The greatest common divisor; 1 at least. */
function divisor(a: bigint, b: bigint): bigint {
  let [left, right] = [a, b];
  while (right > 0n) [left, right] = [right, left % right];
  return left === 0n ? 1n : left;
}
