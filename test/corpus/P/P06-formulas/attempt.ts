import { formatCsv } from '../../../../src/base/csv/formatCsv.js';

const formulas = ['=HYPERLINK("http://evil")', '+1+cmd|x', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '=1\n=2', '"=1', '1,=2'];

/** No cell of a written table may begin with what begins a formula. */
export default function attempt(): string[] {
  return formulas.filter((formula) => {
    const cell = formatCsv([[formula]]).replace(/^"/u, '');
    return /^[=+\-@\t\r]/u.test(cell);
  });
}
