# The student's container (Z2): the runner, and nothing of the course. The worker sets the user, the limits and the
# environment. Build context: the folders assay_wire and assay_runner.
ARG PYTHON_IMAGE
FROM ${PYTHON_IMAGE}
COPY --chmod=755 assay_wire /opt/venv/lib/python3.11/site-packages/assay_wire
COPY --chmod=755 assay_runner /opt/venv/lib/python3.11/site-packages/assay_runner
RUN ["/opt/venv/bin/python", "-m", "compileall", "-q", \
  "/opt/venv/lib/python3.11/site-packages/assay_wire", "/opt/venv/lib/python3.11/site-packages/assay_runner"]
ENTRYPOINT ["/opt/venv/bin/python", "-I", "-u", "-m", "assay_runner"]
