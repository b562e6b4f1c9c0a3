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
# Numbers of a student's list that become Python objects in the checker; a longer one is an array there.
LIST_ITEMS_MAX = 100_000
I64_MIN, I64_MAX = -(2**63), 2**63 - 1
# JavaScript holds integers exactly only up to here.
INTEGER_MAX = 2**53 - 1
