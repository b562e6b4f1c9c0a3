const microPerPoint = 1_000_000;

/**
 * Points as written by people (at most 6 decimals) as integer micro-points; `undefined` where that is not exact, so
 * that no score is ever rounded on its way in.
 */
export function toMicroPoints(points: number): number | undefined {
  const micro = Math.round(points * microPerPoint);
  // Division of two integers is rounded once, to the double that the decimal literal itself reads as.
  return Number.isSafeInteger(micro) && micro / microPerPoint === points ? micro : undefined;
}

/** Micro-points as points: the double nearest to the exact decimal, which prints without binary dust. */
export function toPoints(microPoints: number): number {
  return microPoints / microPerPoint;
}

/** Points for people to read: `8 points`, `1 point`, `2.5 points`. */
export function pointsText(microPoints: number): string {
  return `${toPoints(microPoints)} ${microPoints === microPerPoint ? 'point' : 'points'}`;
}
