/** An exact decimal number: `units / 10^decimals`. */
export interface Decimal {
  readonly units: bigint;
  readonly decimals: number;
}

export const ONE: Decimal = { units: 1n, decimals: 0 };

/** Reads `80`, `79.5` or `-0.25`: no exponent, no sign but minus, at most 18 digits on either side of the point. */
export function readDecimal(text: string): Decimal | undefined {
  const parts = /^(-?\d{1,18})(?:\.(\d{1,18}))?$/.exec(text);
  if (parts === null) return undefined;
  const fraction = parts[2] ?? '';
  return { units: BigInt(`${parts[1] ?? ''}${fraction}`), decimals: fraction.length };
}

/** Below 0 where `a < b`, above 0 where `a > b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `a + b`. */
export function plus(a: Decimal, b: Decimal): Decimal {
  const [left, right] = aligned(a, b);
  return { units: left + right, decimals: Math.max(a.decimals, b.decimals) };
}

/** `a − b`. */
export function minus(a: Decimal, b: Decimal): Decimal {
  const [left, right] = aligned(a, b);
  return { units: left - right, decimals: Math.max(a.decimals, b.decimals) };
}

/** `value × bp / 10 000`, exactly. */
export function timesBasisPoints(value: Decimal, bp: number): Decimal {
  return { units: value.units * BigInt(bp), decimals: value.decimals + 4 };
}

/** The smallest whole number that is not below `count × factor`. */
export function ceilOfProduct(count: number, factor: Decimal): number {
  const divisor = 10n ** BigInt(factor.decimals);
  return Number(-floorDivide(-BigInt(count) * factor.units, divisor));
}

/** With exactly `decimals` digits after the point; halves go up (towards plus infinity). */
export function formatDecimal(value: Decimal, decimals: number): string {
  const units = roundedUnits(value, decimals);
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const sign = units < 0n ? '-' : '';
  if (decimals === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** With as many digits after the point as it needs: `79.5`, `80`. */
export function shortDecimal(value: Decimal): string {
  const text = formatDecimal(value, value.decimals);
  return text.includes('.') ? text.replace(/\.?0+$/u, '') : text;
}

function roundedUnits({ units, decimals: had }: Decimal, decimals: number): bigint {
  if (had <= decimals) return units * 10n ** BigInt(decimals - had);
  const divisor = 10n ** BigInt(had - decimals);
  return floorDivide(2n * units + divisor, 2n * divisor);
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint] {
  // Powers of BigInts are dear, and mostly there is nothing to align.
  if (a.decimals === b.decimals) return [a.units, b.units];
  const decimals = Math.max(a.decimals, b.decimals);
  return [a.units * 10n ** BigInt(decimals - a.decimals), b.units * 10n ** BigInt(decimals - b.decimals)];
}

/** Division of BigInts cuts towards zero; this one goes down. `divisor` is positive. */
function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
