import { z } from 'zod';
import { quantile } from '../cost.js';
import { figure, type Row } from '../row.js';
import type { Stage } from '../stage.js';

/** Round trips checker → student → checker, as the checker sees them. */
export async function calls(stage: Stage): Promise<Row[]> {
  const { grade } = await stage.grade(stage.homework.calls);
  const [small = [], large = []] = grade.checks.map(({ staffLog = '[]' }) =>
    z.array(z.number()).parse(JSON.parse(staffLog)),
  );
  return [
    figure('small call and answer, p50', quantile(small, 0.5), 'ms', 'at most', 2),
    figure('4 MB tensor there and back, p50', quantile(large, 0.5), 'ms', 'at most', 40),
  ];
}
