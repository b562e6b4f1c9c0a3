"""The limits of docs/protocol.md, the same in both languages."""

HEADER_BYTES_MIN = 2
HEADER_BYTES_MAX = 65_536
DEPTH_MAX = 16
NODES_MAX = 10_000
BLOBS_MAX = 256
BLOB_BYTES_MAX = 67_108_864
INLINE_CHARS_MAX = 4_096
PACK_ABOVE = 32
DIMENSIONS_MAX = 8
I64_MIN, I64_MAX = -(2**63), 2**63 - 1
# JavaScript holds integers exactly only up to here.
INTEGER_MAX = 2**53 - 1
