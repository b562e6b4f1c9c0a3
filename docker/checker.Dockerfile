# The checker's container (Z1): the library that checks.py imports, and what runs it. The assignment itself is mounted
# at /assignment, read-only; without one, the doctor's is there. Build context: the folders assay_wire, assay,
# assay_checker and probe_assignment.
ARG PYTHON_IMAGE
FROM ${PYTHON_IMAGE}
COPY --chmod=755 assay_wire /opt/venv/lib/python3.11/site-packages/assay_wire
COPY --chmod=755 assay /opt/venv/lib/python3.11/site-packages/assay
COPY --chmod=755 assay_checker /opt/venv/lib/python3.11/site-packages/assay_checker
COPY --chmod=755 probe_assignment /assignment
RUN ["/opt/venv/bin/python", "-m", "compileall", "-q", "/opt/venv/lib/python3.11/site-packages/assay_wire", \
  "/opt/venv/lib/python3.11/site-packages/assay", "/opt/venv/lib/python3.11/site-packages/assay_checker"]
ENTRYPOINT ["/opt/venv/bin/python", "-I", "-u", "-m", "assay_checker", "/assignment"]
