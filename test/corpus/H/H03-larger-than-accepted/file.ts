export default (): Uint8Array => Buffer.alloc(50_000_001, ' ');
