"""The student container's runner: executes a notebook cell by cell and answers calls into its namespace.

Untrusted from the first student cell on: nothing that this process says is more than the student's claim.
The messages are those of docs/protocol.md, zone Z2.
"""
