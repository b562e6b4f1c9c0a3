"""`python -I -u -m assay_validate /assignment`: answer the host's questions, one after the other.

A question is a frame with its name as `op` and JSON in its only blob; so is the answer. Staff's own code runs here, no
student's: there is no boundary between the notebook and the checks.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from assay_wire import EndOfStream, read_frame, write_frame


def main(folder: Path) -> int:
    questions, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    sys.dont_write_bytecode = True
    # After the variables that numpy reads when it is imported.
    from .desk import Desk

    from .refusal import refusal

    def answer(op: str, question: bytes) -> dict[str, Any]:
        try:
            return {"answer": getattr(desk, op)(**json.loads(question))}
        except Exception as error:
            return {"failed": refusal(error, folder)}

    desk = Desk(folder)
    while True:
        try:
            header, blobs = read_frame(questions)
        except EndOfStream:
            desk.close()
            return 0
        write_frame(answers, {"op": header["op"]}, [json.dumps(answer(header["op"], blobs[0])).encode()])


if __name__ == "__main__":
    os._exit(main(Path(sys.argv[1])))
