export default function file(): Uint8Array {
  const text = 'x'.repeat(1_000_000);
  const outputs = Array.from({ length: 40 }, () => ({ output_type: 'stream', name: 'stdout', text }));
  const cells = [{ cell_type: 'code', metadata: {}, source: 'x = 1', outputs, execution_count: 1 }];
  return Buffer.from(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
}
