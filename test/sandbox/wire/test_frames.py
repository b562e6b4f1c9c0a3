import json
import os
import random
import struct
import threading
import unittest

from assay_wire import EncodeError, EndOfStream, ProtocolError, pack_frame, parse_header, read_frame, write_frame


def raw_frame(header: bytes, rest: bytes = b"") -> bytes:
    return struct.pack("<I", len(header)) + header + rest


def read_bytes(data: bytes) -> tuple[dict, list[bytes]]:
    """What read_frame makes of these bytes at the end of a stream."""
    reader, writer = os.pipe()

    def feed() -> None:
        try:
            os.write(writer, data)
        except BrokenPipeError:
            pass
        os.close(writer)

    thread = threading.Thread(target=feed)
    thread.start()
    try:
        return read_frame(reader)
    finally:
        os.close(reader)
        thread.join()


class Frames(unittest.TestCase):
    def test_round_trip(self) -> None:
        for blobs in ([], [b""], [b"ab", b"", b"c" * 70_000]):
            data = b"".join(pack_frame({"op": "x", "text": "é\n"}, blobs))
            self.assertEqual(read_bytes(data), ({"op": "x", "text": "é\n"}, blobs))

    def test_a_large_frame_through_a_small_pipe(self) -> None:
        reader, writer = os.pipe()
        blob = random.Random(1).randbytes(5_000_000)
        thread = threading.Thread(target=write_frame, args=(writer, {"op": "x"}, [memoryview(blob)]))
        thread.start()
        self.assertEqual(read_frame(reader), ({"op": "x"}, [blob]))
        thread.join()
        os.close(reader)
        os.close(writer)

    def test_frames_follow_each_other(self) -> None:
        reader, writer = os.pipe()
        write_frame(writer, {"op": "a"}, [b"1"])
        write_frame(writer, {"op": "b"})
        os.close(writer)
        self.assertEqual(read_frame(reader), ({"op": "a"}, [b"1"]))
        self.assertEqual(read_frame(reader), ({"op": "b"}, []))
        with self.assertRaises(EndOfStream):
            read_frame(reader)
        os.close(reader)

    def test_every_early_end_but_the_first_is_a_violation(self) -> None:
        data = b"".join(pack_frame({"op": "x"}, [b"abc"]))
        with self.assertRaises(EndOfStream):
            read_bytes(b"")
        for length in range(1, len(data)):
            with self.subTest(length=length), self.assertRaises(ProtocolError):
                read_bytes(data[:length])

    def test_hostile_headers(self) -> None:
        deep = b'{"op":"x","a":' + b"[" * 15 + b"]" * 15 + b"}"
        self.assertEqual(read_bytes(raw_frame(deep))[0]["op"], "x")
        full = b'{"op":"x","a":[' + b",".join([b"1"] * 9_997) + b"]}"
        self.assertEqual(len(read_bytes(raw_frame(full))[0]["a"]), 9_997)
        hostile = [
            b'{"op":"x","a":' + b"[" * 16 + b"]" * 16 + b"}",
            b'{"op":"x","a":[' + b",".join([b"1"] * 9_998) + b"]}",
            b"[" * 60_000,
            b"{}",
            b'{"op":5}',
            b'{"op":"x","op":"x"}',
            b'{"op":"x","a":{"b":1,"b":1}}',
            b'{"op":"x","a":NaN}',
            b'{"op":"x","a":-Infinity}',
            b'{"op":"x","a":1e999}',
            b'{"op":"x","a":9007199254740992}',
            b'{"op":"x","a":' + b"9" * 5_000 + b"}",
            b'{"op":"x"} x',
            b"{'op':'x'}",
            b'{"op":"x",}',
            b'{"op":"\xff"}',
            b'{"op":"\xed\xa0\x80"}',
            b'\xef\xbb\xbf{"op":"x"}',
            b'{"op":"a\nb"}',
            b"null",
            b"[]",
            b'""',
            b'{"op":"x","blobs":5}',
            b'{"op":"x","blobs":{}}',
            b'{"op":"x","blobs":[-1]}',
            b'{"op":"x","blobs":[true]}',
            b'{"op":"x","blobs":[1.0]}',
            b'{"op":"x","blobs":["1"]}',
            b'{"op":"x","blobs":[67108865]}',
            b'{"op":"x","blobs":[67108864,1]}',
            b'{"op":"x","blobs":[' + b",".join([b"0"] * 257) + b"]}",
        ]
        for header in hostile:
            with self.subTest(header=header[:60]), self.assertRaises(ProtocolError):
                read_bytes(raw_frame(header, b"rest"))

    def test_hostile_lengths(self) -> None:
        for length in (0, 1, 65_537, 2**31, 2**32 - 1):
            with self.subTest(length=length), self.assertRaises(ProtocolError):
                read_bytes(struct.pack("<I", length) + b" " * 70_000)

    def test_nothing_is_written_of_a_frame_that_breaks_a_rule(self) -> None:
        reader, writer = os.pipe()
        nested: list = []
        for _ in range(20):
            nested = [nested]
        for header, blobs in [
            ({"op": "x", "a": "b" * 65_536}, []),
            ({"op": "x", "a": [0] * 10_000}, []),
            ({"op": "x", "a": nested}, []),
            ({"op": "x", "a": float("nan")}, []),
            ({"op": "x", "a": 2**53}, []),
            ({"op": "x", "a": "\ud800"}, []),
            ({"op": "x", "a": object()}, []),
            ({"op": "x", "a": (1, 2)}, [b""] * 257),
            ({"op": "x"}, [bytes(40_000_000)] * 2),
            ({"op": "x", "blobs": [5]}, []),
            ({"op": "x", "blobs": []}, [b"1"]),
            ({}, []),
        ]:
            with self.subTest(header=str(header)[:60]), self.assertRaises(EncodeError):
                write_frame(writer, header, blobs)
        os.close(writer)
        self.assertEqual(os.read(reader, 1), b"")
        os.close(reader)

    def test_mangled_headers_are_read_whole_or_refused(self) -> None:
        """Random damage: either ProtocolError, or something that a second pass through the wire leaves as it is."""
        rng = random.Random(5788)
        good = json.dumps({"op": "reply", "id": 7, "value": {"t": "list", "v": ["a", None]}, "blobs": [1, 2]}).encode()
        refused = 0
        for _ in range(5_000):
            bad = bytearray(good)
            for _ in range(rng.randint(1, 4)):
                place = rng.randrange(len(bad))
                match rng.randrange(3):
                    case 0:
                        bad[place] = rng.randrange(256)
                    case 1:
                        del bad[place]
                    case 2:
                        bad[place:place] = rng.choice([b"[", b"{", b'"', b"1e9", b"\\u", b"-", b"\0", b":", b","])
            try:
                header, lengths = parse_header(bytes(bad))
            except ProtocolError:
                refused += 1
                continue
            self.assertTrue(all(type(length) is int and length >= 0 for length in lengths))
            json.dumps(header, allow_nan=False)
        self.assertGreater(refused, 2_500)
