export default (): Uint8Array => Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100)]);
