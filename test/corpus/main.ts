import { loadCases } from './runner/cases.js';
import { Lane } from './runner/lane.js';
await using lane = await Lane.open(process.env['RT']);
for (const c of loadCases().filter((x) => new RegExp(process.argv[2] ?? '.').test(x.id))) {
  const t = performance.now();
  const r = await lane.run(c).catch((e: unknown) => ({ id: c.id, faults: [String(e), (e as Error).stack], wallMs: 0, heapBytes: 0 }));
  console.log(r.id, Math.round(r.wallMs), Math.round(performance.now() - t), Math.round(r.heapBytes / 1e5) / 10, r.faults);
}
